import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributeOf, deal, deals, model, orders, sourceOf } from "../../../test/helpers/deals.ts";
import { factKey } from "../ids.ts";
import type { Canonical } from "../value/canonical.ts";
import { sameValue } from "../value/compare.ts";
import type { Raw } from "../value/raw.ts";
import { readValue } from "../value/read-shape.ts";
import { invertible } from "./mapping.ts";

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
