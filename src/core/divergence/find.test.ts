import { describe, expect, test } from "vitest";
import {
  attribute,
  authority,
  claim,
  copy,
  entityType,
  modelOf,
  noReferences,
  record,
  recordsAlone,
} from "../../../test/helpers/worlds.ts";
import type { GoldenRecord, RecordState } from "../golden/golden.ts";
import type { References } from "../golden/resolution.ts";
import { compileResolver } from "../golden/resolve.ts";
import { entityId, logIndex, type RecordId } from "../ids.ts";
import type { EntityType } from "../model/model.ts";
import { causeAfter } from "./cause.ts";
import type { Divergence } from "./divergence.ts";
import { compileFinder } from "./find.ts";
import type { Found } from "./finding.ts";

const stage = attribute("stage", { authority: [authority("crm")] });
const name = attribute("name", {
  authority: [authority("crm")],
  copies: [copy("ops", { onDivergence: "overwrite" }), copy("mart")],
});
const owner = attribute("owner", {
  authority: [authority("ops", "stage == 'draft'"), authority("crm")],
  copies: [copy("ops"), copy("crm")],
});
const type = entityType("thing", [stage, name, owner]);

/** Resolves and finds entry by entry; each gives all records as they then are. */
function inTurn(
  entries: readonly (readonly RecordState[])[],
  of: EntityType = type,
  references: (entry: number) => References = () => noReferences,
): readonly Found[] {
  const resolver = compileResolver(modelOf([of]), of);
  const finder = compileFinder(modelOf([of]), of);
  let previous: GoldenRecord | null = null;
  let open: readonly Divergence[] = [];
  let was = new Map<RecordId, RecordState>();
  return entries.map((records, at) => {
    const index = logIndex(at + 1);
    const known = { ...recordsAlone, records, references: references(at + 1), index, previous };
    const { golden } = resolver.resolve(known);
    const found = finder.find({ ...known, golden, before: was, open });
    previous = golden;
    open = found.open;
    was = new Map(records.map((one) => [one.id, one]));
    return found;
  });
}

const crm = (value: string | null, since = 1) => record("crm", { stage: "live", name: claim(value, since) });
const ops = (value: string | null, since = 1) => record("ops", { name: claim(value, since) });
const causes = (found: Found | undefined) => found?.open.map((one) => one.cause);
const hows = (found: Found | undefined) => found?.closed.map((one) => one.how);

describe("the cause of a divergence", () => {
  test("is never-synced for a copy that differed from the first", () => {
    const [first] = inTurn([[crm("Spring"), ops("spring?")]]);

    expect(first?.opened).toEqual([
      {
        fact: "name",
        record: "ops:1",
        source: "ops",
        golden: "Spring",
        held: "spring?",
        cause: "never-synced",
        pattern: "punctuation",
        policy: "overwrite",
        opened: 1,
        since: 1,
        wasInStep: false,
        openedOn: "2026-01-01",
        leave: null,
      },
    ]);
  });

  test("stays never-synced however it changes, until it was in step once", () => {
    const told = inTurn([
      [crm("a"), ops("b")],
      [crm("a"), ops("c", 2)],
      [crm("a"), ops("a", 3)],
      [crm("a"), ops("c", 4)],
    ]);

    expect(told.map(causes)).toEqual([["never-synced"], ["never-synced"], [], ["foreign-edit"]]);
    expect(told[1]?.changed).toEqual(told[1]?.open);
  });

  test("is foreign-edit when a copy in step is changed there, and in-transit when the golden value moves on", () => {
    expect(
      causes(
        inTurn([
          [crm("a"), ops("a")],
          [crm("a"), ops("b", 2)],
        ])[1],
      ),
    ).toEqual(["foreign-edit"]);
    expect(
      causes(
        inTurn([
          [crm("a"), ops("a")],
          [crm("b", 2), ops("a")],
        ])[1],
      ),
    ).toEqual(["in-transit"]);
  });

  test("turns from in-transit to foreign-edit when someone edits the copy meanwhile", () => {
    const told = inTurn([
      [crm("a"), ops("a")],
      [crm("b", 2), ops("a")],
      [crm("b", 2), ops("c", 3)],
    ]);

    expect(told[2]?.changed).toMatchObject([{ cause: "foreign-edit", opened: 2, since: 3, wasInStep: true }]);
  });

  test("is missing where the copy says empty, and nothing where it says nothing or has no record", () => {
    expect(causes(inTurn([[crm("a"), ops(null)]])[0])).toEqual(["missing"]);
    expect(causes(inTurn([[crm("a"), record("ops", {})]])[0])).toEqual([]);
  });

  test("is found too where the golden value is believed to be empty, and not where nobody says anything", () => {
    expect(inTurn([[crm(null), ops("a")]])[0]?.open).toMatchObject([{ golden: null, held: "a" }]);
    expect(inTurn([[ops("a")]])[0]?.open).toEqual([]);
  });

  test("becomes late only once the freshness of the copy has passed", () => {
    const causeAt = (cause: Divergence["cause"], now: number, leave: Divergence["leave"] = null) =>
      causeAfter({ cause, leave }, { withinSeconds: 60 }, 1_000, now);

    expect(causeAt("in-transit", 61_000)).toBe("in-transit");
    expect(causeAt("in-transit", 61_001)).toBe("late");
    expect(causeAt("foreign-edit", 999_000)).toBe("foreign-edit");
    expect(causeAt("in-transit", 999_000, { kind: "waiver", until: "2026-02-01" })).toBe("in-transit");
  });
});

describe("a hand-over", () => {
  test("makes a divergence of what the old authority says and was not applied", () => {
    const before = [record("crm", { stage: "draft", owner: "c" }), record("ops", { owner: "o" })];
    const after = [
      record("crm", { stage: claim("live", 2), owner: "c" }),
      record("ops", { owner: claim("p", 2) }),
    ];
    const told = inTurn([before, after]);

    expect(told[0]?.open).toMatchObject([{ fact: "owner", source: "crm", cause: "never-synced" }]);
    expect(told[1]?.open).toMatchObject([
      { fact: "owner", source: "ops", golden: "o", held: "p", cause: "foreign-edit" },
    ]);
    expect(hows(told[1])).toEqual(["became-authority"]);
  });
});

describe("a divergence closes and says how", () => {
  const open = [crm("a"), ops("b")];

  test.each([
    ["copy-agrees", [crm("a"), ops("a", 2)]],
    ["golden-agrees", [crm("b", 2), ops("b")]],
    ["unstated", [crm("a"), record("ops", {})]],
    ["record-gone", [crm("a"), { ...ops("b"), deleted: true }]],
    ["record-gone", [crm("a")]],
    ["nothing-believed", [{ ...crm("a"), deleted: true }, ops("b")]],
  ] as const)("%s, %#", (how, next) => {
    expect(hows(inTurn([open, next])[1])).toEqual([how]);
  });

  test("when the model no longer declares the copy, or takes the two for equal", () => {
    const [found] = inTurn([[crm("a"), ops("A")]]);
    const input = {
      records: [crm("a"), ops("A")],
      before: new Map(),
      open: found?.open ?? [],
      index: logIndex(2),
      previous: null,
      ...recordsAlone,
    };
    const under = (changed: typeof name) => {
      const of = entityType("thing", [stage, changed]);
      const { golden } = compileResolver(modelOf([of]), of).resolve(input);
      return hows(compileFinder(modelOf([of]), of).find({ ...input, golden }));
    };

    expect(under({ ...name, copies: [copy("mart")] })).toEqual(["not-declared"]);
    expect(under({ ...name, copies: [] })).toEqual(["not-declared"]);
    expect(under({ ...name, compare: { ...name.compare, ignore: new Set(["case"]) } })).toEqual([
      "compares-equal",
    ]);
  });
});

describe("a reference", () => {
  const target = entityId("00000000-0000-8000-8000-00000000000a");
  const campaign = attribute("campaign", {
    type: { kind: "ref", to: "thing" },
    authority: [authority("cms")],
    copies: [copy("ops")],
  });
  const of = entityType("thing", [campaign]);
  const arrives = (entry: number): References => ({
    entityOf: (text) => (entry > 1 || text === "crm:8" ? target : null),
    facts: () => null,
  });
  const records = (held: string) => [record("cms", { campaign: "crm:7" }), record("ops", { campaign: held })];

  test("that has not arrived makes its copies wait, and they close when both lead to the same", () => {
    const told = inTurn([records("code=X"), records("code=X")], of, arrives);

    expect(told.map(causes)).toEqual([["awaits-reference"], []]);
    expect(hows(told[1])).toEqual(["reference-arrived"]);
  });

  test("that is stated in the same words is in step even before it arrives", () => {
    expect(inTurn([records("crm:7")], of, arrives)[0]?.open).toEqual([]);
  });

  test("held by a copy leads to the entity, whatever its words", () => {
    expect(inTurn([records("crm:8"), records("crm:8")], of, arrives)[1]?.open).toEqual([]);
  });
});
