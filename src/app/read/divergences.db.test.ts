import { describe, expect, it } from "vitest";
import { appliedDiff } from "../../../test/helpers/apply-diff.ts";
import { testDatabase } from "../../../test/helpers/database.ts";
import { applyYaml, hubWith, loadRows } from "../../../test/helpers/hub.ts";
import { expectVerified } from "../../../test/helpers/verify.ts";
import { things } from "../../../test/models/things.ts";
import { readRows } from "../../connectors/file/read-rows.ts";
import type { Hub } from "../hub.ts";
import { retryQuarantine } from "../load/retry-quarantine.ts";
import { markLateNow } from "../mark-late.ts";
import { divergenceGroups, listDivergences } from "./divergences.ts";
import { listDuplicates } from "./duplicates.ts";
import { listFindings } from "./findings.ts";
import { showModel } from "./model.ts";
import { getQuarantined, listQuarantine } from "./quarantine.ts";
import { listRuns } from "./runs.ts";
import { suggestForGroups } from "./suggest.ts";
import { listSystems } from "./systems.ts";
import { seesAll, type Viewer } from "./viewer.ts";

const first = { limit: 100, cursor: null };
const thing = (id: string, name: string, more = {}) => ({
  id,
  sku: `S-${id}`,
  name,
  size: "s",
  weight: "1",
  buyer: "b@example.org",
  ...more,
});

async function thingsHub(): Promise<Hub> {
  const { database } = await testDatabase();
  return hubWith(database, things);
}

describe("what disagrees", () => {
  it("is listed a page at a time, grouped, and closed by the change of the model that is suggested", async () => {
    const hub = await thingsHub();
    await loadRows(
      hub,
      "shop",
      ["1", "2", "3"].map((id) => thing(id, `Name ${id}`)),
    );
    await loadRows(
      hub,
      "mirror",
      ["1", "2", "3"].map((id) => thing(id, `NAME ${id}`)),
    );

    const page = await listDivergences(hub, seesAll, {
      limit: 2,
      cursor: null,
      filter: { attribute: "name" },
    });
    const rest = await listDivergences(hub, seesAll, {
      limit: 2,
      cursor: page.next,
      filter: { attribute: "name" },
    });
    const groups = await divergenceGroups(hub, seesAll, {});
    const [suggestion] = await suggestForGroups(hub, seesAll, {});

    // Entities made within one millisecond have no order.
    expect([...page.items, ...rest.items].map((one) => [one.held, one.golden, one.cause]).sort()).toEqual([
      ["NAME 1", "Name 1", "never-synced"],
      ["NAME 2", "Name 2", "never-synced"],
      ["NAME 3", "Name 3", "never-synced"],
    ]);
    expect(rest.next).toBeNull();
    expect(groups).toMatchObject([{ attribute: "name", source: "mirror", pattern: "case", count: 3 }]);
    expect(suggestion).toMatchObject({ closes: 3, of: 3, place: "things.yaml:16" });
    expect(suggestion?.diff).toMatch(/^\+ {2}name: \{ compare: \{ ignore: \[case\] \}, type: text, /m);
    await applyYaml(hub, {
      "things.yaml": appliedDiff("things.yaml", things["things.yaml"], suggestion?.diff ?? ""),
    });
    expect(await divergenceGroups(hub, seesAll, {})).toEqual([]);
    const closed = await listDivergences(hub, seesAll, { ...first, filter: { state: "closed" } });
    expect(closed.items.map((one) => one.how)).toEqual([
      "compares-equal",
      "compares-equal",
      "compares-equal",
    ]);
    await expectVerified(hub);
  });

  it("is listed each time that it was, where a copy differed more than once, however small the pages", async () => {
    const hub = await thingsHub();
    await loadRows(hub, "shop", [thing("1", "Name")]);
    for (const name of ["Nome", "Name", "Namen", "Name"]) await loadRows(hub, "mirror", [thing("1", name)]);
    const page = { limit: 1, filter: { state: "closed", attribute: "name" } } as const;

    const one = await listDivergences(hub, seesAll, { ...page, cursor: null });
    const other = await listDivergences(hub, seesAll, { ...page, cursor: one.next });

    expect([...one.items, ...other.items].map(({ held }) => held)).toEqual(["Nome", "Namen"]);
    expect(other.next).toBeNull();
  });

  it("turns late once the time of the copy is up", async () => {
    const hub = await thingsHub();
    await loadRows(hub, "shop", [thing("1", "Name")]);
    await loadRows(hub, "mirror", [thing("1", "Name")]);
    await loadRows(hub, "shop", [thing("1", "New name")]);
    const causes = async () =>
      (await listDivergences(hub, seesAll, { ...first, filter: {} })).items.map((one) => one.cause);

    expect(await markLateNow(hub)).toBe(0);
    expect(await causes()).toEqual(["in-transit"]);
    expect(await divergenceGroups(hub, seesAll, {})).toEqual([]);
    await hub.database.transact((tx) =>
      tx.run("update bailiwick.divergence set due_at = due_at - interval '1 day'"),
    );

    expect(await markLateNow(hub)).toBe(1);
    expect(await causes()).toEqual(["late"]);
    await expectVerified(hub);
  });
});

describe("quarantine", () => {
  it("keeps bytes for those who may see them, and takes a mended record up again", async () => {
    const hub = await thingsHub();
    const bad = thing("1", "Bad", { weight: "-1" });
    await loadRows(hub, "shop", [bad]);
    const masked: Viewer = { domains: ["goods"], personal: [] };

    const [waiting] = (await listQuarantine(hub, seesAll, { ...first, filter: {} })).items;
    const id = waiting?.id ?? "";
    expect(waiting).toMatchObject({
      source: "shop",
      type: "thing",
      key: "1",
      reasons: [{ code: "rule:has-weight" }],
    });
    expect((await getQuarantined(hub, masked, id)).bytes).toEqual({ masked: true });
    expect(Buffer.from(String((await getQuarantined(hub, seesAll, id)).bytes), "base64").toString()).toBe(
      JSON.stringify(bad),
    );
    const again = { id, actor: "test", mended: null, readRows };
    await expect(retryQuarantine(hub, seesAll, again)).rejects.toMatchObject({
      refusal: { code: "quarantine-still-refused" },
    });

    await applyYaml(hub, { "things.yaml": things["things.yaml"].replace("decimal('0')", "decimal('-5')") });
    const answer = await retryQuarantine(hub, seesAll, again);

    expect(answer).toMatchObject({ source: "shop", key: "1", account: { applied: 1, entitiesCreated: 1 } });
    await expect(retryQuarantine(hub, seesAll, again)).rejects.toMatchObject({
      refusal: { code: "quarantine-ended" },
    });
    expect((await listRuns(hub, seesAll, { ...first, filter: {} })).items.map((one) => one.kind)).toEqual([
      "retry",
      "load",
    ]);
    await expectVerified(hub);
  });
});

describe("an overview", () => {
  it("of systems, findings, duplicates and the model tells what there is", async () => {
    const hub = await thingsHub();
    await loadRows(hub, "shop", [thing("1", "Name")]);

    const systems = await listSystems(hub, seesAll);

    expect(
      systems.map((one) => [one.name, one.sources.map((source) => [source.name, source.records])]),
    ).toEqual([
      ["shop", [["shop", 1]]],
      ["mirror", [["mirror", 0]]],
    ]);
    expect((await listFindings(hub, seesAll, { ...first, filter: {} })).items).toEqual([]);
    expect((await listDuplicates(hub, seesAll, { ...first, filter: {} })).items).toEqual([]);
    expect((await showModel(hub, seesAll)).files).toEqual([
      { path: "things.yaml", text: things["things.yaml"] },
    ]);
    expect((await showModel(hub, { domains: null, personal: [] })).files).toEqual([
      { path: "things.yaml", text: null },
    ]);
  });
});
