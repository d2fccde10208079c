import { describe, expect, it } from "vitest";
import { testDatabase } from "../../../test/helpers/database.ts";
import { hubWith, loadRows } from "../../../test/helpers/hub.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import type { Hub } from "../hub.ts";
import { divergenceGroups, listDivergences } from "./divergences.ts";
import { explainEntity, explainFact } from "./explain.ts";
import { findEntity } from "./find-entity.ts";
import { getEntity, getGolden } from "./get-entity.ts";
import { history } from "./history.ts";
import { seesAll, type Viewer } from "./viewer.ts";

const reader: Viewer = { domains: null, personal: [] };

async function campaignHub(): Promise<Hub> {
  const { database } = await testDatabase();
  const hub = await hubWith(database, campaigns);
  await loadRows(
    hub,
    "crm",
    [
      {
        id: "1",
        code: "spring-26",
        name: "Spring Launch 2026",
        status: "L",
        owner: "ana@example.org",
        budget: "100.00",
      },
      { id: "2", code: "fall-26", name: "Fall", status: "D", owner: "li@example.org", budget: "7.50" },
    ],
    { asOf: "2026-11-04T08:00:00.000000Z" },
  );
  await loadRows(hub, "ops", [
    { id: "r1", campaign: "SPRING-26", campaign_name: "SPRING LAUNCH (old)", owner: "zoe@example.org" },
  ]);
  await loadRows(hub, "pages", [
    { slug: "hello", title: "Hello", campaign: "SPRING-26", campaign_label: "Spring launch" },
  ]);
  return hub;
}

describe("an entity", () => {
  it("is found by its id, by a record, and by the address of a record", async () => {
    const hub = await campaignHub();

    const byKey = await findEntity(hub, seesAll, { type: null, ref: "ops:r1" });

    expect(byKey.type).toBe("campaign");
    expect(await findEntity(hub, seesAll, { type: "campaign", ref: byKey.id })).toEqual(byKey);
    expect(await findEntity(hub, seesAll, { type: null, ref: "https://crm.example/campaigns/1" })).toEqual(
      byKey,
    );
    await expect(findEntity(hub, seesAll, { type: "content", ref: byKey.id })).rejects.toThrow(
      "no such content",
    );
    await expect(findEntity(hub, seesAll, { type: null, ref: "nowhere" })).rejects.toThrow("no id");
    await expect(findEntity(hub, seesAll, { type: "campaign", ref: "crm:77" })).rejects.toThrow(
      "no such campaign",
    );
    const elsewhere: Viewer = { domains: ["sales"], personal: null };
    await expect(findEntity(hub, elsewhere, { type: "campaign", ref: "crm:1" })).rejects.toThrow(
      'no entity type "campaign"',
    );
    await expect(findEntity(hub, elsewhere, { type: null, ref: "crm:1" })).rejects.toThrow("no id");
  });

  it("shows who stands behind each fact, and since when", async () => {
    const hub = await campaignHub();

    const entity = await getEntity(hub, seesAll, { type: "campaign", ref: "crm:1" });

    expect(entity.facts.name).toMatchObject({
      value: "Spring Launch 2026",
      basis: "authority",
      source: "crm",
      key: "1",
      since: { index: expect.any(Number), asOf: "2026-11-04T08:00:00.000000Z" },
    });
    expect(entity.facts.name?.since.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(entity.facts.budget).toMatchObject({ value: "100.00 EUR", basis: "fallback" });
    expect(entity.records.map((one) => [one.source, one.key, one.link])).toEqual([
      ["crm", "1", "https://crm.example/campaigns/1"],
      ["ops", "r1", null],
    ]);
    expect(entity.divergences).toBe(2);
  });

  it("masks what is personal from those who may not see it, everywhere", async () => {
    const hub = await campaignHub();
    const all = async (viewer: Viewer) =>
      JSON.stringify([
        await getEntity(hub, viewer, { type: "campaign", ref: "crm:1" }),
        await getGolden(hub, viewer, { type: "campaign", ref: "crm:1" }),
        await explainEntity(hub, viewer, { type: "campaign", ref: "crm:1" }),
        await history(hub, viewer, {
          type: "campaign",
          ref: "crm:1",
          attribute: null,
          limit: 50,
          cursor: null,
        }),
        await listDivergences(hub, viewer, { limit: 100, cursor: null, filter: {} }),
        await divergenceGroups(hub, viewer, {}),
      ]);

    const seen = await all(seesAll);
    const hidden = await all(reader);

    expect(seen).toContain("ana@example.org");
    expect(seen).toContain("zoe@example.org");
    expect(hidden).not.toContain("@example.org");
    expect(hidden).toContain('{"masked":true}');
  });
});

describe("the four answers", () => {
  it("name origin, place to correct, copies and policy", async () => {
    const hub = await campaignHub();

    const answer = await explainFact(hub, seesAll, { type: "campaign", ref: "crm:1", attribute: "name" });

    expect(answer).toMatchObject({
      value: "Spring Launch 2026",
      basis: "authority",
      origin: {
        source: "crm",
        key: "1",
        rule: { source: "crm", place: expect.stringMatching(/^campaign\.yaml:\d+$/) },
      },
      correct: {
        source: "crm",
        route: "manual",
        link: "https://crm.example/campaigns/1",
        custodian: "sales-ops",
        note: expect.stringContaining("Rename the campaign in the CRM"),
      },
      onDivergence: "overwrite",
    });
    expect(answer.copies.map((one) => [one.source, one.state, one.cause])).toEqual([
      ["ops", "diverged", "never-synced"],
      ["mart", "none", null],
    ]);
    expect(answer.otherClaims).toMatchObject([{ source: "ops", value: "SPRING LAUNCH (old)" }]);
  });

  it("lead from a copy of another's fact to where it comes from", async () => {
    const hub = await campaignHub();

    const answer = await explainFact(hub, seesAll, {
      type: "content",
      ref: "pages:hello",
      attribute: "campaign_name",
    });

    const campaign = await findEntity(hub, seesAll, { type: null, ref: "crm:1" });
    expect(answer).toMatchObject({
      value: "Spring Launch 2026",
      origin: { source: "crm", key: "1", from: { entity: campaign, fact: "name" } },
      correct: { source: "crm", link: "https://crm.example/campaigns/1" },
    });
  });
});

describe("a history", () => {
  it("tells the changes of one fact newest first, a page at a time", async () => {
    const hub = await campaignHub();
    for (const [at, name] of ["A", "B", "C"].entries()) {
      await loadRows(
        hub,
        "crm",
        [{ id: "1", code: "spring-26", name, status: "L", owner: "ana@example.org", budget: "100.00" }],
        {
          asOf: `2026-11-1${at}T00:00:00.000000Z`,
        },
      );
    }
    const ask = (cursor: string | null) =>
      history(hub, seesAll, { type: "campaign", ref: "crm:1", attribute: "name", limit: 2, cursor });

    const first = await ask(null);
    const second = await ask(first.next);

    const told = [...first.items, ...second.items].map((one) =>
      one.changes?.map((change) => [change.before, change.after]),
    );
    expect(told).toEqual([
      [["B", "C"]],
      [["A", "B"]],
      [["Spring Launch 2026", "A"]],
      [[undefined, "SPRING LAUNCH (old)"]],
    ]);
    expect(first.items[0]).toMatchObject({
      kind: "claims",
      source: "crm",
      key: "1",
      asOf: "2026-11-12T00:00:00.000000Z",
    });
    expect(first.items[0]?.changes?.[0]?.words).toBe(
      'crm 1 says name is "C", before "B", and is believed (authority).',
    );
  });
});
