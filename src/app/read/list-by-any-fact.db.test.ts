import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTestDatabase } from "../../../test/helpers/database.ts";
import { hubWith, loadRows, type Row } from "../../../test/helpers/hub.ts";
import type { ValueType } from "../../core/model/value-type.ts";
import { compareValues } from "../../core/value/compare.ts";
import { parseGroup } from "../../core/value/group.ts";
import { parseList } from "../../core/value/list.ts";
import { readValue } from "../../core/value/read-shape.ts";
import { isRefusal } from "../../core/value/reading.ts";
import type { Hub } from "../hub.ts";
import type { Condition, FilterOp } from "./answers.ts";
import { listEntities } from "./list-entities.ts";
import { seesAll, type Viewer } from "./viewer.ts";

const model = {
  "goods.yaml": `systems: { erp: {}, lab: {}, pim: {} }
codes: { locales: { de: {}, en: {} }, kind: { big: {}, small: {} } }
types:
  account: { type: group, fields: { iban: { type: text, required: true, standardise: [upper] }, limit: decimal } }
---
entity: good
domain: goods
match-on: [[code]]
sources:
  - name: erp
    system: erp
    key: id
    fields: { code: code, name: name, kind: kind, count: count, weight: weight, price: { from: price, currency: { from: currency } }, mass: { from: mass, unit: kg },
              due: due, seen: seen, odd: odd, address: address, accounts: accounts, tags: tags, sizes: sizes, steps: steps, hazards: hazards, secret: secret, held: held }
  - { name: lab, system: lab, key: id, fields: { code: code, hazards: hazards } }
  - { name: texts, system: pim, key: [code, lang], fields: { code: code, title: { from: title, per: lang } } }
attributes:
  code: { type: text, authority: erp, indexed: true }
  name: { type: text, standardise: [trim], authority: erp }
  kind: { type: code, codes: kind, authority: erp, indexed: true }
  count: { type: integer, authority: erp }
  weight: { type: decimal, authority: erp }
  price: { type: money, authority: erp }
  mass: { type: quantity, unit: kg, authority: erp }
  due: { type: date, authority: erp }
  seen: { type: timestamp, authority: erp }
  odd: { type: boolean, authority: erp }
  address: { type: group, fields: { city: { type: text, standardise: [trim] }, number: integer }, authority: erp }
  accounts: { type: list, of: account, keyed-by: iban, authority: erp }
  held: { type: list, of: account, keyed-by: iban, believed: whole, authority: erp }
  tags: { type: list, of: { type: text, standardise: [lower] }, authority: erp }
  sizes: { type: list, of: decimal, authority: erp }
  steps: { type: list, of: text, as: sequence, authority: erp }
  hazards: { type: list, of: text, combine: union, authority: [erp, lab] }
  title: { type: text, per: locales, authority: texts, indexed: true }
  secret: { type: group, fields: { word: text }, sensitive: true, authority: erp }
`,
};

const words = ["Ä", "a", "Zoo", "zebra", "", "o'brien", '"x"', "\u{1f600}", "a b", "]["];
const at = <Item>(items: readonly Item[], i: number): Item => items[i % items.length] as Item;
const count = 70;
const rows: readonly Row[] = Array.from({ length: count }, (_, i) => ({
  id: String(i),
  code: `G-${i}`,
  name: i % 6 === 0 ? null : `${at(words, i * 7)}${i % 4}`,
  kind: i % 5 === 0 ? null : at(["big", "small"], i),
  count: i % 7 === 0 ? null : ((i * 7919) % 23) - 9,
  weight: i % 3 === 0 ? "2.50" : `${(i * 13) % 11}.${i % 2 === 0 ? "5" : "500"}`,
  price: i % 4 === 0 ? null : `${(i * 31) % 17}.00`,
  currency: at(["EUR", "USD"], i),
  mass: i % 4 === 1 ? null : String((i * 3) % 8),
  due: i % 5 === 2 ? null : `202${i % 7}-0${1 + (i % 9)}-11`,
  seen: `2026-01-${String(1 + (i % 9)).padStart(2, "0")}T10:00:00${at(["+02:00", "Z"], i)}`,
  odd: i % 3 === 1 ? null : i % 2 === 1,
  address: i % 5 === 4 ? null : JSON.stringify({ city: at(words, i), number: i % 3 === 0 ? null : i % 10 }),
  accounts:
    i % 4 === 0 ? null : JSON.stringify([{ iban: at(["DE1", "FR2", "a.b"], i), limit: `${i % 6}.50` }]),
  held: i % 4 === 0 ? null : JSON.stringify([{ iban: at(["DE1", "FR2"], i), limit: "1" }]),
  tags: i % 4 === 2 ? null : JSON.stringify([at(words, i), at(words, i + 1)].filter((one) => one !== "")),
  sizes: i % 5 === 1 ? null : JSON.stringify([at(["1.0", "2.50", "2.5", "3"], i), "7"]),
  steps: i % 5 === 3 ? null : JSON.stringify(["cut", at(["glue", "cut"], i)]),
  hazards: i % 4 === 3 ? null : JSON.stringify([at(["acid", "heat]", "a'b"], i)]),
  secret: JSON.stringify({ word: "w" }),
}));

let hub: Hub;
let dropped: () => Promise<void>;
/** The golden facts of every entity by its id, in canonical text, in the order of the ids. */
let golden: ReadonlyMap<string, Readonly<Record<string, string | null>>>;

beforeAll(async () => {
  const { database, drop } = await makeTestDatabase();
  dropped = drop;
  hub = await hubWith(database, model);
  const loaded = await loadRows(hub, "erp", rows);
  expect(loaded.account).toMatchObject({ applied: count, quarantined: 0, heldBack: 0 });
  await loadRows(hub, "lab", [{ id: "1", code: "G-1", hazards: '["acid","heat]"]' }]);
  const titles = Array.from({ length: 40 }, (_, i) => ({
    code: `G-${i}`,
    lang: at(["de", "en"], i),
    title: at(words, i) || null,
  }));
  await loadRows(hub, "texts", titles);
  const found = await hub.database.reader.many<{ entity_id: string; golden: Record<string, string | null> }>(
    "select entity_id, golden from bailiwick.entity where merged_into is null order by entity_id",
  );
  golden = new Map(found.map((row) => [row.entity_id, row.golden]));
  expect(golden.size).toBe(count);
});
afterAll(() => dropped());

/** What may be asked, with the type of its value, and how it stands in an entity. */
type Place = readonly [
  type: ValueType,
  of: (facts: Readonly<Record<string, string | null>>) => string | null,
];
const fact = (name: string, type: ValueType): Place => [type, (facts) => facts[name] ?? null];
const part = (name: string, field: string, type: ValueType): Place => [
  type,
  (facts) => (facts[name] == null ? null : (parseGroup(facts[name]).get(field) ?? null)),
];
const text = { kind: "text" } as const;
const decimal = { kind: "decimal" } as const;
const places: Readonly<Record<string, Place>> = {
  code: fact("code", text),
  name: fact("name", text),
  kind: fact("kind", { kind: "code", codes: "kind" }),
  count: fact("count", { kind: "integer" }),
  weight: fact("weight", decimal),
  price: fact("price", { kind: "money", currency: null }),
  mass: fact("mass", { kind: "quantity", unit: "kg" }),
  due: fact("due", { kind: "date" }),
  seen: fact("seen", { kind: "timestamp", zone: true }),
  odd: fact("odd", { kind: "boolean" }),
  "title[de]": fact("title[de]", text),
  "title[en]": fact("title[en]", text),
  "address.city": part("address", "city", text),
  "address.number": part("address", "number", { kind: "integer" }),
  "accounts[DE1].limit": part("accounts[DE1]", "limit", decimal),
  "accounts[A.B].limit": part("accounts[A.B]", "limit", decimal),
  "accounts[A.B].iban": part("accounts[A.B]", "iban", text),
};
const lists = ["tags", "sizes", "steps", "held", "hazards", "accounts"] as const;

/** The elements of a list, as `contains` compares them. */
function elementsIn(
  list: (typeof lists)[number],
  facts: Readonly<Record<string, string | null>>,
): readonly string[] {
  if (list === "hazards" || list === "accounts")
    return Object.entries(facts).flatMap(([name, value]) =>
      name.startsWith(`${list}[`) && value !== null ? [name.slice(list.length + 1, -1)] : [],
    );
  const value = facts[list] ?? null;
  if (value === null) return [];
  const type = hub.compiled.model.entities.get("good")?.attributes.get(list)?.type;
  if (type?.kind !== "list") throw new Error(`${list} is a list`);
  const elements = parseList(type, value);
  return list === "held" ? elements.map((one) => parseGroup(one).get("iban") ?? "") : elements;
}

function holds({ attribute, op, value }: Condition, facts: Readonly<Record<string, string | null>>): boolean {
  const list = lists.find((one) => one === attribute);
  if (list !== undefined) {
    const elements = elementsIn(list, facts);
    if (op === "empty") return (elements.length === 0) === value;
    const wanted = list === "tags" ? String(value).toLowerCase() : String(value);
    const isAccount = list === "held" || list === "accounts";
    if (list === "sizes") return elements.some((one) => compareValues(decimal, one, wanted) === 0);
    return elements.includes(isAccount ? wanted.toUpperCase() : wanted);
  }
  const [type, of] = places[attribute] as Place;
  const stands = of(facts);
  if (op === "empty") return (stands === null) === value;
  if (stands === null) return false;
  if (op === "prefix") return stands.startsWith(String(value));
  if (op === "in")
    return (value as readonly string[]).some(
      (one) => compareValues(type, stands, canonical(type, one)) === 0,
    );
  const order = compareValues(type, stands, canonical(type, String(value)));
  const tests = {
    eq: order === 0,
    ne: order !== 0,
    lt: order < 0,
    lte: order <= 0,
    gt: order > 0,
    gte: order >= 0,
  };
  return tests[op as keyof typeof tests];
}

function canonical(type: ValueType, given: string): string {
  const read = readValue({ type, standardise: [] }, given, hub.compiled.model.codes);
  if (isRefusal(read) || read === null) throw new Error(`${given} is no ${type.kind}`);
  return read;
}

const drawnPlace = fc.constantFrom(...Object.keys(places));
const comparing = ["eq", "ne", "lt", "lte", "gt", "gte"] as const satisfies readonly FilterOp[];

/** Values that some entity has there, so that the edges of every comparison are met. */
function valuesAt(place: string): fc.Arbitrary<string> {
  const [, of] = places[place] as Place;
  const there = [...golden.values()].flatMap((facts) => of(facts) ?? []).filter((one) => one.trim() !== "");
  expect(there, place).not.toEqual([]);
  return fc.constantFrom(...there);
}

const onPlace = (): fc.Arbitrary<Condition> =>
  drawnPlace.chain((attribute) =>
    fc.oneof(
      fc.record({
        attribute: fc.constant(attribute),
        op: fc.constantFrom(...comparing),
        value: valuesAt(attribute),
      }),
      fc.record({
        attribute: fc.constant(attribute),
        op: fc.constant("in" as const),
        value: fc.array(valuesAt(attribute), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        attribute: fc.constant(attribute),
        op: fc.constant("empty" as const),
        value: fc.boolean(),
      }),
    ),
  );
const beginnings = fc.record({
  attribute: fc.constantFrom("name", "code", "title[de]", "address.city", "due"),
  op: fc.constant("prefix" as const),
  value: fc.constantFrom("a", "Z", "G-1", "2021", "\u{1f600}", "o'", "%", "a "),
});
const onList = fc.constantFrom(...lists).chain((attribute) =>
  fc.oneof(
    fc.record({
      attribute: fc.constant(attribute),
      op: fc.constant("contains" as const),
      value:
        attribute === "sizes"
          ? fc.constantFrom("1", "2.5", "2.50", "7.000", "8")
          : fc.constantFrom("acid", "heat]", "a'b", "DE1", "de1", "a.b", "cut", "glue", "ZOO", '"x"', "]["),
    }),
    fc.record({ attribute: fc.constant(attribute), op: fc.constant("empty" as const), value: fc.boolean() }),
  ),
);
const sorts = fc.option(fc.record({ attribute: drawnPlace, descending: fc.boolean() }));

async function all(
  where: readonly Condition[],
  sort: { readonly attribute: string; readonly descending: boolean } | null,
  limit: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const asked = { type: "good", state: null, select: null, where, sort, limit, cursor };
    const page: Awaited<ReturnType<typeof listEntities>> = await listEntities(hub, seesAll, asked);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
    if (cursor === null) return ids;
  }
}

describe("a list by any fact", () => {
  it("gives what an oracle in memory gives, in its order, whatever the page", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof({ weight: 4, arbitrary: onPlace() }, beginnings, { weight: 2, arbitrary: onList }),
          { maxLength: 3 },
        ),
        sorts,
        fc.integer({ min: 1, max: 30 }),
        async (where, sort, limit) => {
          const meant = [...golden].filter(([, facts]) => where.every((one) => holds(one, facts)));
          const expected = sort === null ? meant : sorted(meant, sort);

          expect(await all(where, sort, limit)).toEqual(expected.map(([id]) => id));
        },
      ),
      { numRuns: 250 },
    );
  });

  /** Those without a value last, whichever way; of equal ones by their ids in the same direction as the values. */
  function sorted(
    found: readonly (readonly [string, Readonly<Record<string, string | null>>])[],
    { attribute, descending }: { readonly attribute: string; readonly descending: boolean },
  ) {
    const [type, of] = places[attribute] as Place;
    const byId = (a: string, b: string): number => (a < b ? -1 : 1);
    return found.toSorted(([a, left], [b, right]) => {
      const [one, other] = [of(left), of(right)];
      if (one === null || other === null) return one === other ? byId(a, b) : one === null ? 1 : -1;
      const order = compareValues(type, one, other) || byId(a, b);
      return descending ? -order : order;
    });
  }

  it("asks nothing of what the caller may not see, nor of parts of it", async () => {
    const masked: Viewer = { domains: null, personal: [] };
    const ask = (attribute: string) =>
      listEntities(hub, masked, {
        ...{ type: "good", state: null, select: null, sort: null, limit: 5, cursor: null },
        where: [{ attribute, op: "eq", value: "w" }],
      });

    for (const name of ["secret", "secret.word"])
      await expect(ask(name)).rejects.toMatchObject({ refusal: { code: "attribute-masked" } });
  });

  it.each([
    ["nowhere", "attribute-unknown", "There"],
    ["address.street", "attribute-unknown", "It has: address.city, address.number."],
    ["title", "attribute-unknown", "Name one: title[de], title[en]."],
    ["hazards", "filter-malformed", "Ask it by `contains` or `empty`, or one of them as hazards[…]."],
  ])("%s is refused, and what is meant is said", async (attribute, code, hint) => {
    const asked = { type: "good", state: null, select: null, limit: 5, cursor: null };
    const refusal = { code, ...(hint === "There" ? {} : { hint }) };

    await expect(
      listEntities(hub, seesAll, { ...asked, sort: null, where: [{ attribute, op: "eq", value: "x" }] }),
    ).rejects.toMatchObject({ refusal });
    await expect(
      listEntities(hub, seesAll, { ...asked, where: [], sort: { attribute, descending: true } }),
    ).rejects.toMatchObject({ refusal });
  });

  it("that takes too long to look through is refused, and says what to index", async () => {
    const asked = { type: "good", state: null, select: null, limit: 5, cursor: null };
    const where = [{ attribute: "name", op: "eq", value: "a1" }] as const;
    const slow = {
      ...hub.database,
      scanner: {
        ...hub.database.scanner,
        many: async () =>
          hub.database.transact(async (tx) => {
            await tx.run("set local statement_timeout = 1");
            return tx.many("select pg_sleep(10)");
          }),
      },
    };
    const crowded = Object.create(hub, { database: { value: slow } }) as Hub;

    await expect(listEntities(crowded, seesAll, { ...asked, sort: null, where })).rejects.toMatchObject({
      refusal: {
        code: "list-too-slow",
        hint: expect.stringContaining("`indexed: true` in the model on what it is asked by: name."),
      },
    });
    expect(
      (
        await listEntities(crowded, seesAll, {
          ...asked,
          sort: null,
          where: [{ ...where[0], attribute: "kind", value: "big" }],
        })
      ).items,
    ).toHaveLength(5);
  });
});
