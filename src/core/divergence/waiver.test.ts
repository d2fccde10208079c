import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  attribute,
  authority,
  claim,
  copy,
  entityType,
  modelOf,
  record,
  recordsAlone,
} from "../../../test/helpers/worlds.ts";
import type { RecordState } from "../golden/golden.ts";
import { compileResolver } from "../golden/resolve.ts";
import { factKey, logIndex } from "../ids.ts";
import { compileFinder } from "./find.ts";
import type { Found } from "./finding.ts";
import { type Waiver, type Waivers, waiverKey } from "./waiver.ts";

const copies = ["ops", "mart", "desk", "shop"];
const type = entityType(
  "thing",
  [
    attribute("stage", { authority: [authority("crm")] }),
    attribute("name", {
      authority: [authority("ops", "stage == 'draft'"), authority("crm")],
      copies: copies.map((source) => copy(source)),
    }),
  ],
  { exists: { authority: "ops", onDelete: "keep", mergedInto: "merged_into", keysReused: false } },
);
const model = modelOf([type]);
const today = "2026-03-01";

const leave = (source: string, until = "2026-12-24", key = "1"): Waiver => ({
  fact: factKey("name"),
  record: record(source, {}, { key }).id,
  until,
  since: logIndex(1),
});

/** What is found where these records stand, and these copies may differ. */
function found(records: readonly RecordState[], given: readonly Waiver[], calendar = today): Found {
  const waivers: Waivers = new Map(given.map((one) => [waiverKey(one.fact, one.record), one]));
  const known = { ...recordsAlone, records, index: logIndex(2), previous: null };
  const input = { ...known, calendar, waivers, today: calendar };
  const { golden } = compileResolver(model, type).resolve(input);
  return compileFinder(model, type).find({ ...input, golden, before: new Map(), open: [] });
}

const crm = (stage = "live") => record("crm", { stage, name: "Spring" });
const why = ({ endedWaivers }: Found) => endedWaivers.map((one) => one.why);
const leaves = ({ open }: Found) => open.map((one) => `${one.source} ${one.leave?.kind ?? "none"}`);

describe("leave for a copy to differ", () => {
  test("ends with its day, each by itself, and the others go on to allow what differs", () => {
    const day = fc.constantFrom("2026-02-28", "2026-03-01", "2026-03-02", "2026-12-24");
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...copies), day), (until) => {
        const records = [crm(), ...copies.map((source) => record(source, { name: "Sprung" }))];
        const given = Object.entries(until).map(([source, one]) => leave(source, one));

        const now = found(records, given);

        const ended = given.filter((one) => one.until <= today);
        expect(now.endedWaivers.map(({ waiver }) => waiver)).toEqual(ended);
        expect(leaves(now)).toEqual(
          copies.map((source) => `${source} ${(until[source] ?? today) > today ? "waiver" : "none"}`),
        );
      }),
    );
  });

  test("ends where the copy holds the golden value, decides on the fact, is no copy or has gone elsewhere", () => {
    expect(why(found([crm(), record("mart", { name: "Spring" })], [leave("mart")]))).toEqual(["agrees"]);
    expect(why(found([crm("draft"), record("ops", { name: "Sprung" })], [leave("ops")]))).toEqual([
      "became-authority",
    ]);
    expect(why(found([crm(), record("erp", { name: "Sprung" })], [leave("erp")]))).toEqual(["not-declared"]);
    expect(why(found([crm()], [leave("mart")]))).toEqual(["record-gone"]);
  });

  test.each<readonly [string, readonly RecordState[], Waiver]>([
    ["is deleted", [crm(), record("mart", { name: "Spring" }, { deleted: true })], leave("mart")],
    ["says nothing of the fact", [crm(), record("mart", {})], leave("mart")],
    [
      "is true at another time",
      [crm(), record("mart", { name: "Spring" }, { valid: { from: "2026-06-01", to: null } })],
      leave("mart"),
    ],
    [
      "was merged into another by its source",
      [crm(), record("ops", { name: "Spring" }, { links: { ops: "2" } }), record("ops", {}, { key: "2" })],
      leave("ops"),
    ],
    [
      "has nothing to follow",
      [{ ...crm(), deleted: true }, record("mart", { name: claim(null) })],
      leave("mart"),
    ],
  ])("waits where the copy %s: nothing is compared there, so nothing agrees", (_, records, given) => {
    expect(found(records, [given]).endedWaivers).toEqual([]);
  });
});
