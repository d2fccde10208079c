import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupDivergences } from "../../../test/helpers/group-divergences.ts";
import {
  attribute,
  authority,
  copy,
  entityType,
  modelOf,
  place,
  source,
} from "../../../test/helpers/worlds.ts";
import { factKey, logIndex, recordId } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import type { Divergence } from "./divergence.ts";
import { suggestChanges } from "./suggest.ts";

const divergence = (
  golden: string | null,
  held: string | null,
  more: Partial<Divergence> = {},
): Divergence => ({
  fact: factKey("name"),
  record: recordId(`ops:${golden}:${held}`),
  source: "ops",
  golden,
  held,
  cause: "never-synced",
  pattern: "case",
  policy: "flag",
  opened: logIndex(1),
  since: logIndex(1),
  wasInStep: false,
  openedOn: "2026-01-01",
  leave: null,
  ...more,
});

describe("groups", () => {
  test("hold every divergence once, the largest first, whatever the order", () => {
    const some = fc.array(
      fc
        .record({
          source: fc.constantFrom("ops", "mart"),
          pattern: fc.constantFrom("case" as const, "other" as const),
        })
        .map((more) => divergence("a", "b", more)),
    );
    fc.assert(
      fc.property(some, (all) => {
        const groups = groupDivergences(all, 2);
        const counts = groups.map((group) => group.count);

        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
        expect(groupDivergences(all.toReversed(), 0).map((group) => ({ ...group, examples: [] }))).toEqual(
          groups.map((group) => ({ ...group, examples: [] })),
        );
        for (const group of groups) expect(group.examples.length).toBe(Math.min(2, group.count));
      }),
    );
  });
});

describe("suggestions", () => {
  const suggest = (all: readonly Divergence[], more: Partial<Attribute> = {}) => {
    const of = attribute("name", { authority: [authority("crm")], copies: [copy("ops")], ...more });
    const [group] = groupDivergences(all, 1);
    return group === undefined
      ? []
      : suggestChanges(modelOf([], [source("ops", "thing")]), entityType("thing", [of]), group, all);
  };

  test("count what they would really close", () => {
    expect(suggest([divergence("Ab", "ab"), divergence("Ab", "AB"), divergence("Ab", "Cd")])).toMatchObject([
      { path: ["attributes", "name"], set: { compare: { ignore: ["case"] } }, closes: 2, of: 3 },
    ]);
  });

  test("are none where no change of the comparison helps", () => {
    expect(suggest([divergence("Ab", "Cd"), divergence("Ab", null)])).toEqual([]);
  });

  test("loosen the comparison by the least that closes the most", () => {
    const all = [divergence("Ab c.", "abc"), divergence("Ab c.", "ab c.")];

    expect(suggest(all).map((one) => [one.set, one.closes])).toEqual([
      [{ compare: { ignore: ["case", "whitespace", "punctuation"] } }, 2],
      [{ compare: { ignore: ["case"] } }, 1],
    ]);
  });

  test("keep what the comparison already ignores, and cut where the copy is cut", () => {
    const cut = { pattern: "truncation" } as const;
    const compare = {
      ignore: new Set(["case"] as const),
      tolerance: null,
      maxLength: new Map([["mart", 9]]),
    };
    const told = suggest(
      [divergence("Spring Launch 2026", "spring lau", cut), divergence("Autumn Launch", "Autumn Lau", cut)],
      { compare },
    );

    expect(told).toMatchObject([
      { set: { compare: { ignore: ["case"], "max-length": { mart: 9, ops: 10 } } }, closes: 2, of: 2 },
    ]);
  });

  test("swap authority only where people edit the one copy of one unconditional authority", () => {
    const edited = [divergence("a", "b", { cause: "foreign-edit" })];

    expect(suggest(edited)).toMatchObject([{ set: { authority: "ops" }, removeCopies: ["ops"], closes: 1 }]);
    expect(suggest(edited, { copies: [copy("ops"), copy("mart")] })).toEqual([]);
    expect(suggest(edited, { authority: [authority("crm", "stage == 'x'"), authority("erp")] })).toEqual([]);
  });
});

test("a spelling that names the golden code is suggested to the code list, by the system of the copy", () => {
  const live = { code: "live", place, title: "Live", bySystem: new Map([["crm", "L"]]) };
  const model = {
    ...modelOf([], [source("ops", "thing", { system: "ops-tool" })]),
    codes: new Map([["stage", { name: "stage", place, codes: new Map([["live", live]]) }]]),
  };
  const stage = attribute("stage", {
    type: { kind: "code", codes: "stage" },
    authority: [authority("crm")],
    copies: [copy("ops")],
  });
  const all = ["L", "L", "Live"].map((held) =>
    divergence("live", held, { fact: factKey("stage"), pattern: "code" }),
  );
  const [group] = groupDivergences(all, 1);

  const told = group && suggestChanges(model, entityType("thing", [stage]), group, all);

  expect(told).toMatchObject([
    { path: ["codes", "stage", "live"], set: { "ops-tool": "L" }, closes: 2, of: 3 },
    { path: ["codes", "stage", "live"], set: { "ops-tool": "Live" }, closes: 1, of: 3 },
  ]);
});
