import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EntityId, logIndex, type RecordId } from "../ids.ts";
import type { Existence } from "../model/model.ts";
import type { RecordState } from "./golden.ts";
import { mergeBreaches, sourceMerges } from "./merged-away.ts";

const exists: Existence = { authority: "crm", onDelete: "retire", mergedInto: "master", keysReused: false };
const keys = ["a", "b", "c", "d", "e"] as const;

const record = (key: string, into: string | null, deleted = false, source = "crm"): RecordState => ({
  id: `${source}:${key}` as RecordId,
  source,
  key,
  entity: "e" as EntityId,
  deleted,
  valid: null,
  position: { incarnation: 1, kind: "file", at: "1" },
  created: logIndex(1),
  claims: new Map(),
  links: into === null ? null : { [source]: into },
});

const records = fc
  .uniqueArray(
    fc.record({
      key: fc.constantFrom(...keys),
      into: fc.option(fc.constantFrom(...keys, "elsewhere")),
      deleted: fc.boolean(),
      source: fc.constantFrom("crm", "crm", "ops"),
    }),
    { selector: ({ key, source }) => `${source}:${key}` },
  )
  .map((all) => all.map(({ key, into, deleted, source }) => record(key, into, deleted, source)));

describe("merges that a source states", () => {
  test("come to the same in any order of the records", () => {
    fc.assert(
      fc.property(records, fc.infiniteStream(fc.nat()), (some, chance) => {
        const shuffled = some
          .map((one) => [chance.next().value ?? 0, one] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, one]) => one);
        expect(sourceMerges(exists, shuffled)).toEqual(sourceMerges(exists, some));
      }),
    );
  });

  test("never silence a source: where it has a living record, one that lives speaks", () => {
    fc.assert(
      fc.property(records, (some) => {
        const { away } = sourceMerges(exists, some);
        const living = some.filter((one) => one.source === "crm" && !one.deleted);
        expect(living.length > 0 && living.every((one) => away.has(one.id))).toBe(false);
      }),
    );
  });

  test("put away only living records of the authority that name another, and no record twice", () => {
    fc.assert(
      fc.property(records, (some) => {
        const { away, circling } = sourceMerges(exists, some);
        for (const one of some) {
          if (!away.has(one.id) && !circling.has(one.id)) continue;
          expect([one.source, one.deleted, one.links?.crm === one.key]).toEqual(["crm", false, false]);
          expect(away.has(one.id) && circling.has(one.id)).toBe(false);
        }
      }),
    );
  });
});

test.each([
  ["a chain", [record("a", "b"), record("b", "c"), record("c", null)], ["crm:a", "crm:b"], []],
  ["a deleted survivor", [record("a", "b"), record("b", null, true)], [], []],
  [
    "a chain over a deleted record",
    [record("a", "b"), record("b", "c", true), record("c", null)],
    ["crm:a"],
    [],
  ],
  ["a circle", [record("a", "b"), record("b", "a")], [], ["merged-in-a-circle"]],
  [
    "one that leads into a circle",
    [record("d", "a"), record("a", "b"), record("b", "a")],
    ["crm:d"],
    ["merged-in-a-circle"],
  ],
  ["one that is not here", [record("a", "x")], [], ["merged-into-unseen"]],
  ["itself", [record("a", "a")], [], []],
] as const)("of %s: who gives way, and what is told", (_, some, away, told) => {
  expect([...sourceMerges(exists, some).away].sort()).toEqual(away);
  expect(mergeBreaches(exists, some).map(({ rule }) => rule)).toEqual(told);
});

test("links of a source to itself mean nothing where the model does not call them merges", () => {
  const silent = { ...exists, mergedInto: null };
  expect(sourceMerges(silent, [record("a", "b"), record("b", null)]).away.size).toBe(0);
});
