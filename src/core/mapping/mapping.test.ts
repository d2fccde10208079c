import { describe, expect, test } from "vitest";
import {
  claims,
  deal,
  deals,
  type Fields,
  model,
  orders,
  refusedOf,
  seen,
  sourceOf,
} from "../../../test/helpers/deals.ts";
import type { Refusal } from "../../errors.ts";
import { keyBytesMax } from "../../limits.ts";
import { type Raw, RawNumber } from "../value/raw.ts";
import { compileMapping } from "./mapping.ts";
import type { FieldCheck } from "./observation.ts";

describe("what a row states", () => {
  test("is a value, empty, or nothing at all", () => {
    expect(claims(deal({ title: " Spring  launch ", mail: "" }))).toEqual({
      title: "Spring launch",
      mail: null,
    });
    expect(claims(deal({ title: "   ", mail: null }))).toEqual({ title: null, mail: null });
    expect(claims(deal({ unheard_of: "x" }))).toEqual({});
  });

  test("keeps the text as it came where that is another", () => {
    const observation = deal({ title: "Spring  launch", mail: "ana@example.org", is_open: "T" });

    expect(Object.fromEntries(observation.raw)).toEqual({ title: "Spring  launch", open: "T" });
  });

  test("is read in the spelling of the system", () => {
    expect(claims(deal({ status: "L" }))).toEqual({ stage: "live" });
    expect(claims(deal({ status: "L " }))).toEqual({ stage: "live" });
    expect(claims(deal({ status: " " }))).toEqual({ stage: null });
  });

  test("an unknown code holds back that fact, and not the record", () => {
    const observation = deal({ status: "X", title: "a" });

    expect(claims(observation)).toEqual({ title: "a" });
    expect(observation.held).toMatchObject([{ fact: "stage", refusal: { code: "value-unknown-code" } }]);
    expect(Object.fromEntries(observation.raw)).toEqual({ stage: "X" });
    expect(deal({ status: "live" }).held).toMatchObject([{ refusal: { code: "value-unknown-code" } }]);
  });

  test("numbers are scaled exactly, amounts get their currency", () => {
    expect(
      claims(
        deal({
          dozens: "3",
          grams: new RawNumber("1250"),
          ratio: "0.5",
          cents: "1999",
          cost: "7",
          cost_currency: "CHF",
          fee: "1.5e1",
        }),
      ),
    ).toEqual({
      pieces: "36",
      weight: "1.250",
      ratio: "0.25",
      price: "19.99 EUR",
      cost: "7 CHF",
      fee: "15 USD",
    });
    expect(deal({ dozens: "0.3" }).held).toMatchObject([{ refusal: { code: "value-not-integer" } }]);
    expect(deal({ dozens: "9223372036854775807" }).held).toMatchObject([
      { refusal: { code: "value-out-of-range" } },
    ]);
  });

  test("an amount whose currency is not told is held back", () => {
    const codeOf = (fields: Fields) => deal(fields).held.map(({ refusal }) => refusal.code);

    expect(codeOf({ cost: "7" })).toEqual(["value-without-currency"]);
    expect(codeOf({ cost: "7", cost_currency: "" })).toEqual(["value-without-currency"]);
    expect(codeOf({ cost: "7", cost_currency: "constructor" })).toEqual(["value-unknown-currency"]);
    expect(codeOf({ cost: "7 EUR", cost_currency: "CHF" })).toEqual(["value-other-currency"]);
    expect(codeOf({ fee: "7 EUR" })).toEqual(["value-other-currency"]);
    expect(claims(deal({ cost: "" }))).toEqual({ cost: null });
  });

  test("a reference is a record's key, another source's key, or a value in the target's own form", () => {
    expect(claims(deal({ company_id: new RawNumber("4711") }))).toEqual({ company: "companies:4711" });
    const order = seen({ land: "DE", no: "1", firm: " acme ", peer: "7", rank: "on" }, orders);
    expect(claims(order)).toEqual({ company: "code=ACME", peer: "companies:7", rank: "level=live" });
    expect(claims(deal({ company_id: "" }))).toEqual({ company: null });
  });

  test("a path leads into nested values, and a column of that very name goes first", () => {
    const address = new Map<string, Raw>([["city", "Bern"]]);

    expect(claims(deal({ address }))).toEqual({ city: "Bern" });
    expect(claims(deal({ address, "address.city": "Basel" }))).toEqual({ city: "Basel" });
    expect(claims(deal({ address: null }))).toEqual({ city: null });
    expect(claims(deal({ address: new Map() }))).toEqual({});
    expect(claims(deal({ address: "Bern" }))).toEqual({});
  });

  test("what breaks a field rule is held back with its rule", () => {
    const broken: Refusal = { code: "value-breaks-rule", message: "No." };
    const check: FieldCheck = ({ name }) =>
      name === "title" ? (value) => (value === "bad" ? broken : null) : null;
    const ruled = compileMapping(model, sourceOf("deals"), { fieldCheck: check });

    expect(seen({ id: "1", title: "bad", mail: "a@b.c" }, ruled).held).toEqual([
      { fact: "title", refusal: broken },
    ]);
    expect(claims(seen({ id: "1", title: "good" }, ruled))).toEqual({ title: "good" });
  });
});

describe("the key of a record", () => {
  test("is the text of one column, or the JSON array of several", () => {
    expect(seen({ id: new RawNumber("007") }).key).toBe("007");
    expect(seen({ land: "DE", no: new RawNumber("1") }, orders).key).toBe('["DE","1"]');
    expect(seen({ id: "__proto__" }).key).toBe("__proto__");
  });

  test("that is not there, empty, nested, unstorable or too long refuses the row", () => {
    expect(refusedOf({})).toMatchObject({ code: "record-without-key", fields: { column: "id" } });
    expect(refusedOf({ id: "" })).toMatchObject({ code: "record-without-key" });
    expect(refusedOf({ id: null })).toMatchObject({ code: "record-without-key" });
    expect(refusedOf({ land: "DE" }, orders)).toMatchObject({
      code: "record-without-key",
      fields: { column: "no" },
    });
    expect(refusedOf({ id: new Map() })).toMatchObject({ code: "record-key-unreadable" });
    expect(refusedOf({ id: "a\0" })).toMatchObject({ code: "record-key-unreadable" });
    expect(refusedOf({ land: "a\0", no: "1" }, orders)).toMatchObject({ code: "record-key-unreadable" });
    expect(refusedOf({ id: "ü".repeat(keyBytesMax / 2) })).toBeNull();
    expect(refusedOf({ id: `${"ü".repeat(keyBytesMax / 2)}x` })).toMatchObject({
      code: "record-key-too-long",
    });
  });

  test("of another source is a link", () => {
    expect(Object.fromEntries(deal({ order_no: ["DE", "1"] }).links)).toEqual({ orders: '["DE","1"]' });
    expect(deal({ order_no: "" }).links.size).toBe(0);
    expect(refusedOf({ id: "1", order_no: new Map() })).toMatchObject({ code: "record-link-unreadable" });
  });
});

describe("the header of a file", () => {
  test("tells which mapped columns are missing", () => {
    expect(orders.missingColumns(["land", "title", "firm", "peer", "rank", "more"])).toEqual(["no"]);
    const csv = compileMapping(model, { ...sourceOf("deals"), format: { type: "csv", delimiter: null } });
    const all = deals.missingColumns([]);
    expect(all).toContain("cost_currency");
    expect(all).toContain("order_no");
    const nested = all.filter((name) => name !== "address.city").concat("address");
    expect(deals.missingColumns(nested)).toEqual([]);
    expect(csv.missingColumns(nested)).toEqual(["address.city"]);
    expect(csv.missingColumns(all)).toEqual([]);
  });
});

describe("names and values that mean something to JavaScript", () => {
  const poisonous = ["__proto__", "constructor", "toString", "hasOwnProperty"];

  test("are names and values like any other", () => {
    const fields = new Map<string, Raw>([
      ["id", "constructor"],
      ["title", "__proto__"],
      ["status", "toString"],
      ...poisonous.map((name): [string, Raw] => [name, "x"]),
    ]);
    const observation = deals.observe({ fields });

    expect(observation).toMatchObject({
      key: "constructor",
      held: [{ refusal: { code: "value-unknown-code" } }],
    });
    expect(orders.missingColumns(poisonous)).toEqual(orders.missingColumns([]));
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });

  test("are not stored where PostgreSQL could not store them", () => {
    const { held, raw } = deal({ title: "a\0b", mail: "\ud800" });

    expect(held.map(({ refusal }) => refusal.code)).toEqual(["value-not-unicode", "value-has-nul"]);
    expect([...raw.values()]).toEqual(["\ufffd", "a\u2400b"]);
  });
});
