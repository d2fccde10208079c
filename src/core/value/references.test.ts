import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GroupField, GroupType, ListType, ScalarType, ValueType } from "../model/value-type.ts";
import { writeList } from "./elements.ts";
import { writeGroup } from "./group.ts";
import { holdsReferences, referencesIn, targetTypes, withReferences } from "./references.ts";

const ref = { kind: "ref", to: "thing" } as const;
const field = (name: string, type: ScalarType): GroupField => ({
  name,
  title: name,
  description: "",
  type,
  standardise: [],
  required: false,
});
const group: GroupType = {
  kind: "group",
  fields: new Map([
    ["at", field("at", ref)],
    ["by", field("by", { kind: "ref", to: "person" })],
    ["no", field("no", { kind: "text" })],
  ]),
};
const list = (of: ScalarType | GroupType, as: ListType["as"], keyedBy: string | null = null): ListType => ({
  kind: "list",
  of,
  as,
  keyedBy,
  standardise: [],
});

const text = fc.oneof(fc.constantFrom("crm:1", "crm:2", "code=A"), fc.uuid());
const groups = fc
  .record({ at: text, by: text, no: fc.constantFrom("1", "2", "3") }, { requiredKeys: ["no"] })
  .map((fields) => writeGroup(new Map(Object.entries(fields))) ?? "");
const listed = (type: ListType, element: fc.Arbitrary<string>) =>
  fc
    .uniqueArray(element, { minLength: 1, maxLength: 5 })
    .map((elements) => writeList(type, elements))
    .filter((value) => typeof value === "string");

const set = list(ref, "set");
const sequence = list(ref, "sequence");
const keyed = list(group, "keyed", "no");
const cases: fc.Arbitrary<{ type: ValueType; value: string }> = fc.oneof(
  text.map((value) => ({ type: ref, value })),
  groups.map((value) => ({ type: group, value })),
  listed(set, text).map((value) => ({ type: set, value })),
  listed(sequence, text).map((value) => ({ type: sequence, value })),
  listed(keyed, groups).map((value) => ({ type: keyed, value })),
);

describe("references in a value", () => {
  test("stay as they are where each is replaced by itself", () => {
    fc.assert(
      fc.property(cases, ({ type, value }) => {
        expect(withReferences(type, value, (one) => one)).toBe(value);
      }),
    );
  });

  test("are all replaced, and nothing else is", () => {
    fc.assert(
      fc.property(cases, ({ type, value }) => {
        const was = referencesIn(type, value).map((one) => one.text);
        const is = withReferences(type, value, (one) => `x:${one}`);

        expect(new Set(referencesIn(type, is).map((one) => one.text))).toEqual(
          new Set(was.map((one) => `x:${one}`)),
        );
        expect(withReferences(type, is, (one) => one.slice(2))).toBe(value);
      }),
    );
  });

  test("name the entity type that each refers to", () => {
    expect(referencesIn(group, '{"at":"crm:1","by":"hr:2","no":"7"}')).toEqual([
      { to: "thing", text: "crm:1" },
      { to: "person", text: "hr:2" },
    ]);
    expect([...targetTypes(keyed)]).toEqual(["thing", "person"]);
    expect([ref, group, set].map(holdsReferences)).toEqual([false, true, true]);
    expect(referencesIn({ kind: "text" }, "crm:1")).toEqual([]);
  });

  test("of a set become one element where they lead to one entity, and those of a sequence stay as many", () => {
    const one = () => "00000000-0000-8000-8000-000000000001";

    expect(withReferences(set, '["code=A","crm:1"]', one)).toBe(JSON.stringify([one()]));
    expect(withReferences(sequence, '["crm:1","code=A"]', one)).toBe(JSON.stringify([one(), one()]));
  });
});
