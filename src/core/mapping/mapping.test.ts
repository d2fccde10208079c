import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelOf } from "../../../test/helpers/model-of.ts";
import type { Refusal } from "../../errors.ts";
import { keyBytesMax } from "../../limits.ts";
import { factKey } from "../ids.ts";
import type { Model } from "../model/model.ts";
import type { Source } from "../model/source.ts";
import type { Canonical } from "../value/canonical.ts";
import { sameValue } from "../value/compare.ts";
import { type Raw, RawNumber } from "../value/raw.ts";
import { readValue } from "../value/read-shape.ts";
import { compileMapping, invertible } from "./mapping.ts";
import type { FieldCheck, Observation } from "./observation.ts";

const model = modelOf({
  "systems.yaml": `
systems:
  crm: { kind: record }
  shop: { kind: record }
codes:
  stage:
    draft: { title: Draft, crm: "D" }
    live:  { title: Live, crm: "L", shop: "on" }
`,
  "company.yaml": `
entity: company
match-on: [ [code], [level] ]
sources:
  - { name: companies, system: crm, key: id, fields: { code: code, level: level } }
  - { name: firms, system: shop, key: [land, no], fields: { code: code, level: level } }
attributes:
  code: { type: text, standardise: [trim, upper], authority: crm }
  level: { type: code, codes: stage, authority: crm }
`,
  "deal.yaml": `
entity: deal
sources:
  - name: deals
    system: crm
    key: id
    link: { orders: order_no }
    fields:
      title: title
      stage: { from: status, codes: stage }
      pieces: { from: dozens, scale: 12 }
      weight: { from: grams, scale: 0.001 }
      ratio: { from: ratio, scale: 0.5 }
      price: { from: cents, scale: 0.01 }
      cost: { from: cost, currency: { from: cost_currency } }
      fee: { from: fee, currency: USD }
      company: company_id
      seen: seen
      open: is_open
      city: address.city
      extra: extra
      mail: mail
  - name: orders
    system: shop
    key: [land, no]
    fields:
      title: title
      company: { from: firm, by: code }
      peer: { from: peer, as: companies }
      rank: { from: rank, by: level }
attributes:
  title: { type: text, standardise: [trim, collapse-spaces], authority: crm }
  stage: { type: code, codes: stage, standardise: [trim], authority: crm }
  pieces: { type: integer, authority: crm }
  weight: { type: decimal, authority: crm }
  ratio: { type: float, authority: crm }
  price: { type: money, currency: EUR, authority: crm }
  cost: { type: money, authority: crm }
  fee: { type: money, authority: crm }
  company: { type: ref, to: company, authority: crm }
  peer: { type: ref, to: company, authority: shop }
  rank: { type: ref, to: company, authority: shop }
  seen: { type: timestamp, authority: crm }
  open: { type: boolean, authority: crm }
  city: { type: text, authority: crm }
  extra: { type: json, authority: crm }
  mail: { type: email, standardise: [lower], authority: crm }
`,
});

const sourceOf = (name: string): Source => {
  const source = model.sources.get(name);
  if (source === undefined) throw new Error(`no source '${name}'`);
  return source;
};
const deals = compileMapping(model, sourceOf("deals"));
const orders = compileMapping(model, sourceOf("orders"));

type Fields = Readonly<Record<string, Raw>>;
const rowOf = (fields: Fields) => ({ fields: new Map(Object.entries(fields)) });

function seen(fields: Fields, mapping = deals): Observation {
  const observation = mapping.observe(rowOf(fields));
  if ("refused" in observation) throw new Error(observation.refused.message);
  return observation;
}
const refusedOf = (fields: Fields, mapping = deals): Refusal | null => {
  const observation = mapping.observe(rowOf(fields));
  return "refused" in observation ? observation.refused : null;
};
const claims = (observation: Observation) => Object.fromEntries(observation.claims);
const deal = (fields: Fields) => seen({ id: "1", ...fields });

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

describe("the digest of a row", () => {
  const columns = ["title", "status", "dozens", "cents", "company_id", "mail", "order_no"];
  const values: fc.Arbitrary<Raw> = fc.oneof(
    fc.constantFrom<Raw>(null, "", "a", "a ", "b", "D", "L", "1", "12", "a@b.c", new RawNumber("1"), true),
    fc.string({ maxLength: 3 }),
  );
  const rows = fc
    .dictionary(fc.constantFrom(...columns), values, { noNullPrototype: true })
    .map((row): Fields => ({ ...row, id: "1" }));

  test("does not know the order of the columns, nor columns that are not mapped", () => {
    fc.assert(
      fc.property(rows, (row) => {
        const turned = Object.fromEntries(Object.entries({ ...row, unheard_of: "x" }).reverse());
        expect(seen(turned)).toEqual(seen(row));
      }),
    );
  });

  test("is the same for the same content, and for that alone", () => {
    let equal = 0;
    const content = ({ claims, held, links, raw }: Observation) =>
      JSON.stringify([
        [...claims],
        held.map(({ fact, refusal }) => [fact, refusal.code]),
        [...links],
        [...raw],
      ]);
    fc.assert(
      fc.property(rows, rows, fc.boolean(), (one, other, again) => {
        const [a, b] = [seen(one), seen(again ? { ...one } : other)];
        if (content(a) === content(b)) equal++;
        expect(a.digest === b.digest).toBe(content(a) === content(b));
      }),
      { numRuns: 1_000 },
    );
    expect(equal).toBeGreaterThan(100);
  });

  test("is sixteen bytes of SHA-256 in base64url, which are read and written as themselves", () => {
    fc.assert(
      fc.property(rows, (row) => {
        const { digest } = seen(row);
        expect(Buffer.from(digest, "base64url").toString("base64url")).toBe(digest);
        expect(Buffer.from(digest, "base64url")).toHaveLength(16);
      }),
    );
    const hashed = createHash("sha256")
      .update(`${sourceOf("deals").digest}1:1title\x001:a!~>@`)
      .digest();
    expect(deal({ title: "a" }).digest).toBe(hashed.subarray(0, 16).toString("base64url"));
  });

  test("changes with the mapping", () => {
    const other = compileMapping(model, { ...sourceOf("deals"), digest: "another" });

    expect(seen({ id: "1" }, other).digest).not.toBe(deal({}).digest);
  });
});

describe("what is written to a source", () => {
  const some: Readonly<Record<string, fc.Arbitrary<string>>> = {
    title: fc.string({ unit: "grapheme" }),
    stage: fc.constantFrom("draft", "live"),
    weight: fc.stringMatching(/^-?[0-9]{1,9}(\.[0-9]{1,9})?$/),
    ratio: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    price: fc.stringMatching(/^-?[0-9]{1,9}(\.[0-9]{1,4})? EUR$/),
    cost: fc.stringMatching(/^[0-9]{1,9}(\.[0-9]{1,4})? (EUR|JPY)$/),
    fee: fc.stringMatching(/^[0-9]{1,9}(\.[0-9]{1,4})? USD$/),
    company: fc.string({ unit: "grapheme", minLength: 1 }).map((key) => `companies:${key}`),
    seen: fc.date({ noInvalidDate: true, min: new Date("1000-01-01") }).map((date) => date.toISOString()),
    open: fc.constantFrom("true", "false"),
    city: fc.string({ unit: "grapheme" }),
    extra: fc.json(),
    mail: fc.emailAddress(),
  };

  test("reads back as the same value, through each mapping that has an inverse", () => {
    let round = 0;
    const cases = fc
      .constantFrom(...Object.keys(some))
      .chain((name) => fc.tuple(fc.constant(name), some[name] ?? fc.constant("")));
    fc.assert(
      fc.property(cases, ([name, text]) => {
        const attribute = attributeOf(model, name);
        const value = readValue(attribute, text, model.codes);
        fc.pre(typeof value === "string");
        expect(invertible(model, sourceOf("deals"), name)).toBeNull();
        const back = writtenAndRead(name, typeof value === "string" ? value : "");
        expect(typeof back === "string" && sameValue(attribute, back, value, null)).toBe(true);
        round++;
      }),
      { numRuns: 2_000 },
    );
    expect(round).toBeGreaterThan(1_000);
  });

  test("is the system's own spelling, number and key", () => {
    expect(deals.toSource("stage", "live")).toEqual(new Map([["status", "L"]]));
    expect(deals.toSource("price", "19.99 EUR")).toEqual(new Map([["cents", "1999"]]));
    expect(deals.toSource("cost", "7 CHF")).toEqual(
      new Map([
        ["cost", "7"],
        ["cost_currency", "CHF"],
      ]),
    );
    expect(deals.toSource("company", "companies:7")).toEqual(new Map([["company_id", "7"]]));
    expect(orders.toSource("rank", "level=live")).toEqual(new Map([["rank", "on"]]));
    expect(orders.toSource("company", "code=ACME")).toEqual(new Map([["firm", "ACME"]]));
    expect(deals.toSource("title", null)).toEqual(new Map([["title", null]]));
  });

  test("is refused where the source cannot hold it", () => {
    const none = { code: "value-has-no-inverse" };

    expect(deals.toSource("pieces", "25")).toMatchObject(none);
    expect(deals.toSource("pieces", "24")).toEqual(new Map([["dozens", "2"]]));
    expect(deals.toSource("fee", "7 EUR")).toMatchObject(none);
    expect(deals.toSource("stage", "closed")).toMatchObject(none);
    expect(deals.toSource("company", "firms:7")).toMatchObject(none);
    expect(deals.toSource("company", "code=ACME")).toMatchObject(none);
  });

  test("has no inverse where the scale has none, or two attributes share a column", () => {
    const source = sourceOf("orders");
    const shared = new Map(source.fields);
    const title = shared.get("title");
    if (title !== undefined) shared.set("company", { ...title, by: "code" });

    expect(invertible(model, sourceOf("deals"), "pieces")).toMatchObject({ code: "mapping-not-invertible" });
    expect(invertible(model, { ...source, fields: shared }, "title")).toMatchObject({
      code: "mapping-not-invertible",
    });
    expect(invertible(model, source, "title")).toBeNull();
    expect(invertible(model, source, "stage")).toMatchObject({ code: "mapping-not-invertible" });
  });

  function writtenAndRead(name: string, value: Canonical): Canonical | null | undefined {
    const written = deals.toSource(name, value);
    if ("code" in written) throw new Error(written.message);
    const fields: Record<string, Raw> = Object.fromEntries(written);
    return deal(fields).claims.get(factKey(name));
  }
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

function attributeOf({ entities }: Model, name: string) {
  const attribute = entities.get("deal")?.attributes.get(name);
  if (attribute === undefined) throw new Error(`no attribute '${name}'`);
  return attribute;
}
