import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTestDatabase } from "../../../test/helpers/database.ts";
import { hubWith, loadRows } from "../../../test/helpers/hub.ts";
import { at, goods, goodsCount, goodsRows, words } from "../../../test/models/goods.ts";
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

let hub: Hub;
let dropped: () => Promise<void>;
/** The golden facts of every entity by its id, in canonical text, in the order of the ids. */
let golden: ReadonlyMap<string, Readonly<Record<string, string | null>>>;

beforeAll(async () => {
  const { database, drop } = await makeTestDatabase();
  dropped = drop;
  hub = await hubWith(database, goods);
  const loaded = await loadRows(hub, "erp", goodsRows);
  expect(loaded.account).toMatchObject({ applied: goodsCount, quarantined: 0, heldBack: 0 });
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
  expect(golden.size).toBe(goodsCount);
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
