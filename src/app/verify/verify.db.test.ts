import { describe, expect, it } from "vitest";
import { testDatabase } from "../../../test/helpers/database.ts";
import { applyYaml, hubWith, loadRows } from "../../../test/helpers/hub.ts";
import { expectVerified, verifyTested } from "../../../test/helpers/verify.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import type { Detail } from "../../core/log/entry.ts";
import { blobHash } from "../../core/log/sealed.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { sealedOf } from "../../store/read-history.ts";
import { ofProduct } from "../change/draft.ts";
import { mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import type { Hub } from "../hub.ts";
import { findEntity } from "../read/find-entity.ts";
import { seesAll } from "../read/viewer.ts";

const crm = (id: string, more: Record<string, string | null> = {}) => ({
  id,
  code: `c-${id}`,
  name: `Campaign ${id}`,
  status: "L",
  owner: `ana${id}@example.org`,
  budget: "100.00",
  ...more,
});
const ops = (id: string, more: Record<string, string | null> = {}) => ({
  id: `r${id}`,
  campaign: `C-${id}`,
  campaign_name: `campaign ${id}`,
  owner: `zoe${id}@example.org`,
  ...more,
});
const page = (id: string, campaign: string) => ({
  slug: `p${id}`,
  title: `Page ${id}`,
  campaign,
  campaign_label: `Campaign ${id}`,
});

const ids = Array.from({ length: 30 }, (_, at) => String(at));

async function filledHub(): Promise<Hub> {
  const { database } = await testDatabase();
  const hub = await hubWith(database, campaigns);
  await loadRows(
    hub,
    "pages",
    ids.map((id) => page(id, `C-${id}`)),
  );
  await loadRows(
    hub,
    "crm",
    ids.map((id) => crm(id)),
  );
  await loadRows(
    hub,
    "ops",
    ids.map((id) => ops(id)),
  );
  return hub;
}

/** What a change of the database from outside is found as. */
async function foundAfter(hub: Hub, statement: string): Promise<unknown> {
  await hub.database.transact((tx) => tx.run(statement));
  return (await verifyTested(hub)).fault;
}

describe("a root that was kept elsewhere", () => {
  it("is that of the first entries however many come after, and shows a header that became another possible one", async () => {
    const hub = await filledHub();
    const { entries, root } = await expectVerified(hub);
    const kept = { entries, root };
    await loadRows(hub, "crm", [crm("1", { name: "Later" })]);
    const later = await verifyTested(hub, { kept });

    await hub.database.transact((tx) =>
      tx.run("grant update on bailiwick.entry, bailiwick.entry_0 to current_user"),
    );
    await hub.database.transact((tx) =>
      tx.run(
        `update bailiwick.entry set header = convert_to(replace(convert_from(header, 'UTF8'), '"load"', '"retry"'), 'UTF8')
         where index = 9`,
      ),
    );

    expect(later.fault).toBeNull();
    expect(later.entries).toBeGreaterThan(entries);
    expect((await verifyTested(hub)).fault).toBeNull();
    expect((await verifyTested(hub, { kept })).fault).toMatchObject({ where: "log", index: entries });
    expect((await verifyTested(hub, { kept: { entries: 10_000, root } })).fault).toMatchObject({
      where: "log",
      index: 10_000,
    });
  });
});

describe("a verification is content", () => {
  it("after loads, changes, deletions and returns", async () => {
    const hub = await filledHub();
    await loadRows(
      hub,
      "crm",
      ids.slice(0, 10).map((id) => crm(id, { name: `New ${id}`, status: "D" })),
    );
    await loadRows(
      hub,
      "crm",
      ids.slice(5).map((id) => crm(id, { owner: null })),
      { complete: true },
    );
    await loadRows(hub, "crm", [crm("1", { budget: null }), crm("2", { name: null })]);
    await loadRows(
      hub,
      "ops",
      ids.map((id) => ops(id, { campaign_name: `Campaign ${id}` })),
    );

    const report = await expectVerified(hub);

    expect(report).toMatchObject({ entities: 60, records: 90, passedOver: 0, erased: 0 });
    expect(report.entries).toBeGreaterThan(90);
    expect(report.sealed).toBeGreaterThan(50);
    expect(report.divergences).toBeGreaterThan(0);
  });

  it("after a record that was deleted returns and says less, or what cannot be believed", async () => {
    const hub = await filledHub();
    const { budget: _budget, name: _name, ...less } = crm("1");
    await loadRows(
      hub,
      "crm",
      ids.slice(3).map((id) => crm(id)),
      { complete: true },
    );

    await loadRows(hub, "crm", [less, crm("2", { budget: "much" })]);

    await expectVerified(hub);
  });

  it("after merging and splitting, in one group of rows and in many", async () => {
    const hub = await filledHub();
    const { id: left } = await findEntity(hub, seesAll, { type: null, ref: "crm:1" });
    const { id: right } = await findEntity(hub, seesAll, { type: null, ref: "crm:2" });
    const decision = { actor: "test", by: "ana@example.org", reason: "the same" };
    const survivor = await mergeByHand(hub, { ...decision, left, right });
    await expectVerified(hub);
    await loadRows(hub, "crm", [crm("1", { name: "While merged" }), crm("2", { name: "While merged too" })]);
    await expectVerified(hub);

    await splitByHand(hub, { ...decision, merged: survivor === left ? right : left });
    await loadRows(hub, "crm", [crm("1", { name: "Apart" })]);

    const whole = await expectVerified(hub);
    const parts = await verifyTested(hub, { groupRows: 7 });
    expect({ ...parts, seconds: 0, leavesPerSecond: 0 }).toEqual({
      ...whole,
      seconds: 0,
      leavesPerSecond: 0,
    });
  });

  it("after the model has changed what is believed, compared and matched", async () => {
    const hub = await filledHub();

    await applyYaml(hub, {
      ...campaigns,
      "campaign.yaml": campaigns["campaign.yaml"]
        .replace(
          "    authority: crm\n    copies: [ ops,",
          "    authority: ops\n    compare: { ignore: [case] }\n    copies: [ crm,",
        )
        .replace("match-on: [ [code] ]", "match-on: [ [code], [name] ]"),
    });

    await expectVerified(hub);
  });
});

describe("what is gone", () => {
  const erase = (hub: Hub, detail: Detail) =>
    hub.writer.run({
      prepare: async (sql) => {
        const work = await hub.newWork(sql, { cause: "keys", actor: "test", run: null });
        const item = { op: "set", detail: { what: "erase", ...detail } } as const;
        work.append(ofProduct("erasure", { item, subject: null }));
        return { work, result: () => undefined };
      },
    });
  const mayDelete = (hub: Hub) =>
    hub.database.transact((tx) =>
      tx.run("grant update on bailiwick.entry, bailiwick.entry_0 to current_user"),
    );
  const first = async (hub: Hub) => {
    const [row] = await sealedOf(
      hub.database.reader,
      hub.log,
      ids.map((_, at) => at + 40),
    );
    if (row === undefined) throw new Error("Something is sealed.");
    return row;
  };

  it("with the key of a data subject is wrong, unless an entry says that it was erased", async () => {
    const hub = await filledHub();
    const { subject } = await first(hub);
    const key = { where: "sealed", message: expect.stringMatching(/^The key of a subject of entry/) };
    expect(
      await foundAfter(hub, `delete from bailiwick.subject_key where subject_id = '${subject}'`),
    ).toMatchObject(key);

    await erase(hub, { subject: uuidToBase64url(subject) });

    expect((await expectVerified(hub)).erased).toBeGreaterThan(0);
  });

  it("of what is sealed beside an entry is wrong, unless an entry says that it was erased", async () => {
    const hub = await filledHub();
    const { index, blob } = await first(hub);
    expect(await foundAfter(hub, `delete from bailiwick.sealed where index = ${index}`)).toMatchObject({
      where: "sealed",
      index,
    });

    await erase(hub, { blob: blobHash(blob) });

    expect((await expectVerified(hub)).erased).toBe(1);
  });

  it("of an entry's body, with its salt, is wrong, unless an entry says that it was erased", async () => {
    const hub = await filledHub();
    await mayDelete(hub);
    const statement = "update bailiwick.entry set body = null, salt = null where index = 40";
    expect(await foundAfter(hub, statement)).toMatchObject({ where: "log", index: 40 });

    await erase(hub, { entry: 40 });

    await expectVerified(hub);
  });

  it("of one is not excused by what an entry says of another, nor of another kind", async () => {
    const hub = await filledHub();
    const { subject, index } = await first(hub);
    await erase(hub, { subject: uuidToBase64url(subject), blob: "A".repeat(43), entry: 41 });

    expect(await foundAfter(hub, `delete from bailiwick.sealed where index = ${index}`)).toMatchObject({
      where: "sealed",
      index,
    });
  });
});

describe("a verification finds", () => {
  it.each([
    ["entries that are gone", "delete from bailiwick.entry where index = 40", { where: "log", index: 40 }],
    [
      "a body that was changed",
      "update bailiwick.entry set body = body || '\\x20' where index = 41",
      { where: "log", index: 41 },
    ],
    [
      "a sealed value that was changed",
      "update bailiwick.sealed set blob = set_byte(blob, 40, 255 - get_byte(blob, 40)) where (index, ordinal) = (select index, ordinal from bailiwick.sealed order by index limit 1)",
      { where: "sealed" },
    ],
    [
      "a head that is wrong",
      "update bailiwick.log_commit set next_index = next_index + 1",
      { where: "head" },
    ],
    [
      "a golden value that was changed",
      `update bailiwick.entity set golden = jsonb_set(golden, '{name}', '"x"') where entity_id = (select entity_id from bailiwick.record where source = 'crm' and key = '3')`,
      { where: "golden", fact: "name" },
    ],
    [
      "a claim that was changed",
      `update bailiwick.record set claims = jsonb_set(claims::jsonb, '{name}', '"x"') where source = 'crm' and key = '3'`,
      { where: "record", fact: "name" },
    ],
    [
      "a record that was lost",
      "delete from bailiwick.record where source = 'ops' and key = 'r3'",
      { where: "record" },
    ],
    [
      "a source that was miscounted",
      "update bailiwick.source_count set deleted = deleted + 1 where source = 'ops'",
      { where: "record" },
    ],
    [
      "an entity that was lost",
      "delete from bailiwick.entity where entity_id = (select entity_id from bailiwick.record where source = 'pages' and key = 'p3')",
      { where: "entity" },
    ],
    [
      "a divergence that was lost",
      "delete from bailiwick.divergence where key = 'r3' and fact = 'name'",
      { where: "divergence", fact: "name" },
    ],
    [
      "a lookup that was lost",
      "delete from bailiwick.lookup where record_id = (select record_id from bailiwick.record where source = 'ops' and key = 'r3')",
      { where: "lookup" },
    ],
    [
      "a reference that was lost",
      "delete from bailiwick.reference where entity_id = (select entity_id from bailiwick.record where source = 'pages' and key = 'p3')",
      { where: "reference", fact: "campaign" },
    ],
  ])("%s", async (_what, statement, fault) => {
    const hub = await filledHub();
    await hub.database.transact(async (tx) => {
      await tx.run("grant update, delete on bailiwick.entry, bailiwick.entry_0 to current_user");
    });

    expect(await foundAfter(hub, statement)).toMatchObject(fault);
  });
});
