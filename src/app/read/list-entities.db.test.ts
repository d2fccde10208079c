import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../../../test/helpers/database.ts";
import { applyYaml, hubWith, loadRows, type Row } from "../../../test/helpers/hub.ts";
import { expectVerified } from "../../../test/helpers/verify.ts";
import { things } from "../../../test/models/things.ts";
import { compareValues } from "../../core/value/compare.ts";
import type { Hub } from "../hub.ts";
import type { Condition, GoldenAnswer, ListRequest } from "./answers.ts";
import { readConditions } from "./conditions.ts";
import { listEntities } from "./list-entities.ts";
import { seesAll, type Viewer } from "./viewer.ts";

const rows: readonly Row[] = Array.from({ length: 60 }, (_, at) => ({
  id: String(at),
  sku: `S-${at}`,
  name:
    at % 7 === 0
      ? null
      : ["ä", "Zebra", "apple", "Äpfel", "zoo", "\u{1f600}", "x".repeat(190 + (at % 20))][at % 7] +
        String(at % 13),
  size: ["s", "m", "l"][at % 3] ?? "s",
  weight: at % 3 === 0 ? "2.5" : `${at}.50`,
  count: at % 5 === 0 ? null : (at * 7919) % 101,
  ratio: at / 7,
  price: `${(at * 31) % 17}.00`,
  currency: at % 2 === 0 ? "EUR" : "USD",
  cost: `${(at * 13) % 19}.50`,
  born: `20${String(10 + (at % 20))}-0${1 + (at % 9)}-11`,
  seen: `2026-01-${String(1 + (at % 28)).padStart(2, "0")}T10:00:00${at % 2 === 0 ? "+02:00" : "Z"}`,
  local: "2026-01-01T10:00:00",
  fragile: at % 2 === 0,
  notes: `{"a":${at}}`,
  buyer: `b${at % 4}@example.org`,
  parent: at === 0 ? null : "0",
}));

async function thingsHub(): Promise<Hub> {
  const { database } = await testDatabase();
  const hub = await hubWith(database, things);
  const answer = await loadRows(hub, "shop", rows);
  expect(answer.account).toMatchObject({ applied: 60, quarantined: 0 });
  return hub;
}

const ask = (more: Partial<ListRequest> = {}): ListRequest => ({
  type: "thing",
  state: null,
  where: [],
  sort: null,
  select: null,
  limit: 7,
  cursor: null,
  ...more,
});

async function all(hub: Hub, request: Partial<ListRequest>): Promise<readonly GoldenAnswer[]> {
  const items: GoldenAnswer[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listEntities>> = await listEntities(
      hub,
      seesAll,
      ask({ ...request, cursor }),
    );
    items.push(...page.items);
    cursor = page.next;
    if (cursor === null) return items;
  }
}

const shownOf = (answer: GoldenAnswer, attribute: string): string | null => {
  const value = answer.facts[attribute]?.value ?? null;
  return value === null ? null : String(value);
};

describe("a list", () => {
  it("sorts each type as core compares it, whichever way, each entity once, those without a value last", async () => {
    const hub = await thingsHub();
    const { attributes } = hub.compiled.model.entities.get("thing") ?? { attributes: new Map() };
    const everything = await all(hub, { limit: 100 });

    for (const [name, attribute] of attributes) {
      if (attribute.type.kind === "json") continue;
      for (const descending of [false, true]) {
        const listed = await all(hub, { sort: { attribute: name, descending } });

        expect(new Set(listed.map((one) => one.id)).size, name).toBe(everything.length);
        const values = listed.map((one) => shownOf(one, name));
        const held = values.filter((one) => one !== null);
        expect(values.slice(0, held.length), name).toEqual(held);
        for (const [at, value] of held.entries()) {
          const before = held[at - 1];
          if (before === undefined || value.length > 200) continue;
          const order = compareValues(attribute.type, before, value);
          expect(descending ? -order : order, `${name}: ${before} ${value}`).toBeLessThanOrEqual(0);
        }
      }
    }
    await expectVerified(hub);
  });

  it("filters as its values compare", async () => {
    const hub = await thingsHub();
    const everything = await all(hub, { limit: 100 });
    const ids = async (...where: Condition[]) => (await all(hub, { where })).map((one) => one.id);
    const where = (attribute: string, test: (value: string | null) => boolean) =>
      everything.filter((one) => test(shownOf(one, attribute))).map((one) => one.id);

    expect(await ids({ attribute: "size", op: "eq", value: "m" })).toEqual(
      where("size", (one) => one === "m"),
    );
    expect(await ids({ attribute: "size", op: "ne", value: "m" })).toEqual(
      where("size", (one) => one !== "m"),
    );
    expect(await ids({ attribute: "size", op: "in", value: ["s", "l"] })).toEqual(
      where("size", (one) => one !== "m"),
    );
    expect(await ids({ attribute: "weight", op: "eq", value: "2.500" })).toEqual(
      where("weight", (one) => Number(one) === 2.5),
    );
    expect(await ids({ attribute: "count", op: "gte", value: "50" })).toEqual(
      where("count", (one) => one !== null && Number(one) >= 50),
    );
    expect(await ids({ attribute: "count", op: "empty", value: true })).toEqual(
      where("count", (one) => one === null),
    );
    expect(await ids({ attribute: "price", op: "lt", value: "5.00 EUR" })).toEqual(
      where("price", (one) => one?.endsWith("EUR") === true && Number.parseFloat(one) < 5),
    );
    expect(await ids({ attribute: "cost", op: "lte", value: "3.50 EUR" })).toEqual(
      where("cost", (one) => one !== null && Number.parseFloat(one) <= 3.5),
    );
    expect(await ids({ attribute: "name", op: "prefix", value: "z" })).toEqual(
      where("name", (one) => one?.startsWith("z") === true),
    );
    const long = everything.map((one) => shownOf(one, "name")).find((one) => (one?.length ?? 0) > 201) ?? "";
    expect(await ids({ attribute: "name", op: "eq", value: long })).toEqual(
      where("name", (one) => one === long),
    );
    expect(await ids({ attribute: "seen", op: "gt", value: "2026-01-20T09:00:00Z" })).toEqual(
      where("seen", (one) => one !== null && Date.parse(one) > Date.parse("2026-01-20T09:00:00Z")),
    );
    const first = everything.find((one) => shownOf(one, "sku") === "S-0");
    expect(await ids({ attribute: "_id", op: "in", value: [first?.id ?? ""] })).toEqual([first?.id]);
    expect((await ids({ attribute: "parent", op: "eq", value: first?.id ?? "" })).length).toBe(59);
  });

  it("refuses what is hidden, and what it cannot read", async () => {
    const hub = await thingsHub();
    const masked: Viewer = { domains: null, personal: ["other"] };

    await expect(
      listEntities(hub, masked, ask({ sort: { attribute: "buyer", descending: false } })),
    ).rejects.toMatchObject({ refusal: { code: "attribute-masked" } });
    await expect(
      listEntities(hub, masked, ask({ where: [{ attribute: "buyer", op: "prefix", value: "b" }] })),
    ).rejects.toMatchObject({ refusal: { code: "attribute-masked" } });
    await expect(
      listEntities(
        hub,
        seesAll,
        ask({ where: [{ attribute: "count", op: "eq", value: "1'; drop table x" }] }),
      ),
    ).rejects.toMatchObject({ refusal: { code: "filter-malformed" } });
    await expect(listEntities(hub, seesAll, ask({ cursor: "bm90" }))).rejects.toMatchObject({
      refusal: { code: "cursor-broken" },
    });
    await expect(listEntities(hub, seesAll, ask({ limit: 1_000_000 }))).rejects.toMatchObject({
      refusal: { code: "page-too-large" },
    });
    expect(
      (
        await listEntities(
          hub,
          seesAll,
          ask({ where: [{ attribute: "name", op: "eq", value: "'; drop table bailiwick.entity --" }] }),
        )
      ).items,
    ).toEqual([]);
    let deep: unknown = "x";
    for (let depth = 0; depth < 1_000; depth++) deep = [{ attribute: "name", op: "eq", value: deep }];
    expect(() => readConditions(deep)).toThrow("takes one text");
  });

  it("goes on only with the question that its page was asked with", async () => {
    const hub = await thingsHub();
    const sort = { attribute: "sku", descending: false };
    const { next: cursor } = await listEntities(hub, seesAll, ask({ sort }));

    for (const other of [null, { ...sort, descending: true }, { ...sort, attribute: "name" }]) {
      await expect(listEntities(hub, seesAll, ask({ sort: other, cursor }))).rejects.toMatchObject({
        refusal: { code: "cursor-broken" },
      });
    }
    expect((await listEntities(hub, seesAll, ask({ sort, cursor }))).items).toHaveLength(7);
  });

  it("says that there is no more with its last page, also where that is full", async () => {
    const hub = await thingsHub();
    const sort = { attribute: "sku", descending: false };

    const first = await listEntities(hub, seesAll, ask({ sort, limit: 30 }));
    const last = await listEntities(hub, seesAll, ask({ sort, limit: 30, cursor: first.next }));

    expect(first.next).not.toBeNull();
    expect([last.items.length, last.next]).toEqual([30, null]);
  });

  it("answers with a refusal or a list, whatever filter is sent", async () => {
    const hub = await thingsHub();

    await fc.assert(
      fc.asyncProperty(
        fc.anything(),
        fc.constantFrom("name", "count", "seen", "price", "_id"),
        fc.string(),
        async (any, attribute, text) => {
          for (const sent of [
            any,
            [{ attribute, op: "lt", value: text }],
            [{ attribute, op: "prefix", value: text }],
          ]) {
            try {
              await listEntities(hub, seesAll, ask({ where: readConditions(sent) }));
            } catch (error) {
              expect(error).toHaveProperty("refusal");
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("the views", () => {
  it("hold the facts as values of their types, without what is personal", async () => {
    const hub = await thingsHub();

    const [row] = await hub.database.reader.many("select * from truth.thing where sku = 'S-2'");
    const [personal] = await hub.database.reader.many(
      "select buyer, pg_typeof(cost)::text as cost, pg_typeof(count)::text as count from truth_personal.thing where sku = 'S-2'",
    );

    expect(row).toMatchObject({
      _state: "active",
      _version: expect.any(Number),
      weight: "2.50",
      fragile: true,
      price_currency: "EUR",
      notes: { a: 2 },
    });
    expect(row?._basis).toMatchObject({ name: { basis: "authority", source: "shop" } });
    expect(row).not.toHaveProperty("buyer");
    expect(personal).toEqual({ buyer: "b2@example.org", cost: "numeric", count: "bigint" });
  });

  it("are read by their roles, and by these alone", async () => {
    const hub = await thingsHub();
    const as = (role: string, statement: string) =>
      hub.database.transact(async (tx) => {
        await tx.run(`grant ${role} to current_user`);
        await tx.run(`set local role ${role}`);
        return tx.many(statement);
      });

    const all = "select * from truth.thing order by seen, count, born, ratio";
    expect(await as("bailiwick_truth", all)).toHaveLength(60);
    expect(
      await as("bailiwick_truth_personal", "select buyer, _basis from truth_personal.thing"),
    ).toHaveLength(60);
    await expect(as("bailiwick_truth", "select * from truth_personal.thing")).rejects.toThrow(
      "permission denied",
    );
    await expect(as("bailiwick_truth", "select * from bailiwick.entity")).rejects.toThrow(
      "permission denied",
    );
  });

  it("follow the model, and so do the indexes, while old values of a changed type are null", async () => {
    const hub = await thingsHub();
    const yaml = things["things.yaml"];
    const indexes = async () =>
      (await hub.database.reader.many("select 1 from pg_indexes where indexname like 'entity_fact_%'"))
        .length;
    const before = await indexes();

    await applyYaml(hub, {
      "things.yaml": yaml
        .replace("name: { type: text,", "name: { type: integer,")
        .replace(
          "born: { type: date, authority: shop, indexed: true }",
          "born: { type: date, authority: shop }",
        ),
    });

    const [row] = await hub.database.reader.many("select name, born from truth.thing where sku = 'S-2'");
    expect(row).toMatchObject({ name: null, born: "2012-03-11" });
    expect(await indexes()).toBe(before - 1);
    await applyYaml(hub, { "things.yaml": yaml });
    expect(await indexes()).toBe(before);
  });
});
