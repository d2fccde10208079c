import { describe, expect, test } from "vitest";
import {
  attribute,
  authority,
  claim,
  entityType,
  modelOf,
  record,
  recordsAlone,
} from "../../../test/helpers/worlds.ts";
import { invariant } from "../../errors.ts";
import { GoldenValues } from "../authority/authority.ts";
import { factKey, logIndex } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import { listsSeen } from "../model/fact-attribute.ts";
import type { ListType } from "../model/value-type.ts";
import { ApprovalBook } from "./approval.ts";
import { Living, type Said } from "./believe.ts";
import { claimOn } from "./elements.ts";
import type { Claim, RecordState } from "./golden.ts";
import { coreMeans } from "./means.ts";
import { planFacts } from "./plan.ts";
import type { ResolveInput } from "./resolution.ts";
import { saidTogether } from "./union.ts";

const texts: ListType = { kind: "list", of: { kind: "text" }, as: "set", keyedBy: null, standardise: [] };
const list = (...elements: readonly string[]) => JSON.stringify(elements);

/** What is said together of a list that is one fact, with the ward before the lab. */
function together(
  records: readonly RecordState[],
  more: Partial<Attribute> = {},
  hub: Readonly<Record<string, Claim>> = {},
): Said | null {
  const of = attribute("allergies", {
    type: texts,
    combine: "union",
    authority: [authority("hub"), authority("ward"), authority("lab")],
    ...more,
  });
  const type = entityType("patient", [of]);
  const model = modelOf([type]);
  const [plan] = planFacts(model, type, coreMeans);
  invariant(plan !== undefined, "the type has one attribute");
  const input: ResolveInput = {
    ...recordsAlone,
    records,
    hub: new Map(Object.entries(hub).map(([name, said]) => [factKey(name), said])),
    previous: null,
    index: logIndex(9),
  };
  return saidTogether(plan, new GoldenValues(new Map(), input, listsSeen(model, type)), {
    input,
    living: new Living(records, type.exists, ""),
    facts: new Map(),
    endedOverrides: [],
    notices: [],
    approvals: new ApprovalBook(new Map(), "nobody", logIndex(9)),
  });
}

describe("a list that is one fact, which several state together", () => {
  test("has each element once, as the first who states it writes it", () => {
    const said = together(
      [record("ward", { allergies: list("Nuts") }), record("lab", { allergies: list("latex", "nuts") })],
      { compare: { ignore: new Set(["case"]), tolerance: null, maxLength: new Map() } },
    );

    expect(JSON.parse(said?.value ?? "")).toEqual(expect.arrayContaining(["Nuts", "latex"]));
    expect(JSON.parse(said?.value ?? "")).toHaveLength(2);
    expect(said?.source).toBe("ward");
  });

  test("is as new as the latest statement that it is made of", () => {
    const ward = record("ward", { allergies: claim(list("nuts"), 3) });
    const lab = record("lab", { allergies: claim(list("latex"), 7) });

    expect(together([ward, lab])?.since).toBe(7);
    expect(together([ward, record("lab", { allergies: claim(list("latex"), 2) })])?.since).toBe(3);
  });

  test("has nothing of what we wrote there ourselves", () => {
    const echo = record("lab", { allergies: claim(list("latex"), 7, { ownWrite: true }) });

    expect(together([record("ward", { allergies: list("nuts") }), echo])?.value).toBe(list("nuts"));
    expect(together([echo])).toBeNull();
  });

  test("is named for whoever states an element, before who states that there is none", () => {
    const said = together([record("ward", { allergies: null }), record("lab", { allergies: list("latex") })]);

    expect(said).toMatchObject({ source: "lab", value: list("latex") });
    expect(together([record("ward", { allergies: null })])).toMatchObject({ source: "ward", value: null });
  });

  test("is not said where an empty one is a gap, neither by a record nor by what was entered here", () => {
    const none = { allergies: claim(null) };

    expect(together([], { blank: "gap" }, none)).toBeNull();
    expect(together([record("ward", none)], { blank: "gap" })).toBeNull();
    expect(together([], {}, none)).toMatchObject({ source: "hub", value: null });
  });
});

test("who states a list whole says of an element that is not in it that it is not there", () => {
  const element = attribute("allergies[latex]", {
    declared: "allergies",
    elementOf: texts,
  });
  const whole = record("ward", { allergies: null });

  expect(claimOn(whole, element)).toMatchObject({ value: null });
  expect(claimOn(whole, { ...element, elementOf: null })).toBeUndefined();
  expect(claimOn(record("ward", {}), element)).toBeUndefined();
});
