import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelOf } from "../../../test/helpers/model-of.ts";
import { matchKeysMax } from "../../limits.ts";
import { type FactKey, factKey } from "../ids.ts";
import type { Stated } from "../value/canonical.ts";
import { keptApart, matchKeys } from "./match-keys.ts";

const model = modelOf({
  "all.yaml": `systems: { crm: {} }
entity: person
match-on:
  - { keys: [emails], ignore: [none@example.org] }
  - { keys: [ids], ignore: ["0000"], unless-different: [ids] }
  - [cards, country]
sources:
  - { name: crm, system: crm, key: id, fields: { emails: emails, ids: ids, cards: cards, country: country, tags: tags } }
attributes:
  emails: { type: list, of: { type: email, standardise: [lower] }, compare: { ignore: [case] }, authority: crm }
  ids: { type: list, of: { type: group, fields: { issuer: text, no: { type: text, standardise: [trim] } } }, keyed-by: issuer, authority: crm }
  cards: { type: list, of: text, authority: crm }
  country: { type: text, authority: crm }
  tags: { type: list, of: text, combine: union, authority: [crm] }
`,
});
const type = model.entities.get("person") ?? expect.unreachable("the model declares persons");

type Claims = ReadonlyMap<FactKey, Stated>;
const listed = (name: string, values: readonly string[]): Claims =>
  new Map([[factKey(name), values.length === 0 ? null : JSON.stringify([...values].sort())]]);
const identified = (ids: Readonly<Record<string, string>>, whole = true): Claims => {
  const elements = Object.entries(ids).map(([issuer, no]) => [
    factKey("ids", issuer),
    JSON.stringify({ issuer, no }),
  ]) as [FactKey, string][];
  return new Map<FactKey, Stated>([...elements, ...(whole ? [[factKey("ids"), null] as const] : [])]);
};
const textsOf = (claims: Claims) => matchKeys(type, claims).map(({ rule, text }) => `${rule} ${text}`);
const meet = (left: Claims, right: Claims): boolean => {
  const there = new Set(textsOf(right));
  return textsOf(left).some((text) => there.has(text));
};

const email = fc.constantFrom("a@example.org", "b@example.org", "c@example.org", "d@example.org");
const some = fc.uniqueArray(email, { maxLength: 3 });
const ids = fc.dictionary(fc.constantFrom("nord", "west", "hospital"), fc.constantFrom("1", "2", "3"));

describe("match-on over a list", () => {
  test("ties two records just where they have an element in common", () => {
    fc.assert(
      fc.property(some, some, (left, right) => {
        const common = left.some((one) => right.includes(one));

        expect(meet(listed("emails", left), listed("emails", right))).toBe(common);
      }),
    );
  });

  test("compares the elements as the list declares", () => {
    expect(meet(listed("emails", ["A@example.org"]), listed("emails", ["a@Example.org"]))).toBe(true);
    expect(meet(listed("cards", ["A"]), listed("cards", ["a"]))).toBe(false);
  });

  test("of groups ties them by whole elements: a number of one issuer is none of another", () => {
    fc.assert(
      fc.property(ids, ids, (left, right) => {
        const common = Object.entries(left).some(([issuer, no]) => right[issuer] === no);

        expect(meet(identified(left), identified(right))).toBe(common);
      }),
    );
  });

  test("does not care whether a record states the list, or one element of it after the other", () => {
    fc.assert(
      fc.property(ids, (stated) => {
        expect(textsOf(identified(stated, false))).toEqual(textsOf(identified(stated, true)));
      }),
    );
  });

  test("ties nothing by an empty list, nor by placeholders, whichever field of a group holds one", () => {
    expect(textsOf(listed("emails", []))).toEqual([]);
    expect(textsOf(listed("emails", ["none@example.org", "a@example.org"]))).toEqual(['0 ["a@example.org"]']);
    expect(textsOf(identified({ nord: "0000", west: "7" }))).toHaveLength(1);
  });

  test("beside another key ties by each element together with it", () => {
    const claims = new Map([...listed("cards", ["x", "y"]), [factKey("country"), "DE"] as const]);

    expect(textsOf(claims)).toEqual(['2 ["x","DE"]', '2 ["y","DE"]']);
    expect(textsOf(listed("cards", ["x"]))).toEqual([]);
  });

  test("has a bound: so many elements tie, and the others do not", () => {
    const cards = Array.from({ length: matchKeysMax + 5 }, (_, at) => `c${String(at).padStart(5, "0")}`);
    const claims = new Map([...listed("cards", cards), [factKey("country"), "DE"] as const]);

    expect(textsOf(claims)).toHaveLength(matchKeysMax);
  });

  test("is kept apart by a list where both state it and it is another, in whatever order its elements come", () => {
    const rule = type.matchOn[1] ?? expect.unreachable("there are three rules");
    const apart = (left: Claims, right: Claims) => keptApart(type, rule, { left, right });

    expect(apart(identified({ nord: "1", west: "2" }), identified({ west: "2", nord: "1" }))).toBe(false);
    expect(apart(identified({ nord: "1", west: "2" }), identified({ nord: "1" }))).toBe(true);
    expect(apart(identified({ nord: "1" }), identified({}))).toBe(false);
    expect(apart(identified({ nord: "1" }), new Map())).toBe(false);
  });
});
