import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Facts, judge, refused, value } from "../../../test/helpers/expressions.ts";

/** A decimal as text together with its value in units of 10^-12. */
const decimal = fc
  .record({
    units: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    scale: fc.integer({ min: 0, max: 12 }),
  })
  .map(({ units, scale }) => {
    const sign = units < 0n ? "-" : "";
    const padded = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
    const point = padded.length - scale;
    const text = scale === 0 ? `${sign}${padded}` : `${sign}${padded.slice(0, point)}.${padded.slice(point)}`;
    return { text, units: units * 10n ** BigInt(12 - scale) };
  });

/** An integer literal has 64 bits; one with a point has as many as it needs. */
const literal = (text: string): string => (text.includes(".") ? text : `${text}.0`);

describe("decimals", () => {
  test("agree with whole numbers of the smallest unit in every comparison", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const facts = { rate: a.text, other: b.text };
        expect(judge("rate < other", facts)).toBe(a.units < b.units);
        expect(judge("rate >= other", facts)).toBe(a.units >= b.units);
        expect(judge("rate == other", facts)).toBe(a.units === b.units);
        expect(judge(`rate == ${literal(b.text)}`, facts)).toBe(a.units === b.units);
        expect(judge(`budget != ${literal(b.text)}`, { budget: `${a.text} EUR` })).toBe(a.units !== b.units);
      }),
    );
  });

  test("sums, differences and products are exact", () => {
    const unitsOf = (text: string | null, places: number): bigint => {
      const [whole = "", fraction = ""] = (text ?? "").split(".");
      return BigInt(whole + fraction.padEnd(places, "0"));
    };
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const facts = { rate: a.text, other: b.text };
        expect(unitsOf(value("rate + other", facts), 12)).toBe(a.units + b.units);
        expect(unitsOf(value("rate - other", facts), 12)).toBe(a.units - b.units);
        expect(unitsOf(value("rate * other", facts), 24)).toBe(a.units * b.units);
      }),
    );
  });

  test("a quotient times the divisor is the dividend, to 33 digits", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        fc.pre(b.units !== 0n && a.units !== 0n);

        const back = value("rate / other * other - rate", { rate: a.text, other: b.text });

        const error = value("abs(decimal(name)) <= abs(rate) * 1e-33 ? 'near' : 'far'", {
          name: back ?? "",
          rate: a.text,
        });
        expect(error).toBe("near");
      }),
    );
  });

  test("literals are what they say", () => {
    expect(judge("0.1 + 0.2 == 0.3")).toBe(true);
    expect(judge("1.10 == 1.1")).toBe(true);
    expect(judge("0.1000000000000000000001 > 0.1")).toBe(true);
    expect(judge("9223372036854775807 == 9223372036854775806")).toBe(false);
    expect(judge("count == -9223372036854775808", { count: "-9223372036854775808" })).toBe(true);
    expect(judge("ratio == 0.1", { ratio: "0.1" })).toBe(true);
    expect(value("1.0 / 3.0")).toBe("0.3333333333333333333333333333333333");
    expect(value("round(2.5, 0)")).toBe("3");
    expect(value("round(-0.125, 2)")).toBe("-0.13");
  });
});

describe("null", () => {
  const values = ["true", "false", "null"] as const;
  const fact = (text: string): Facts => (text === "null" ? {} : { active: text });
  const kleene = (text: string): boolean | null => (text === "null" ? null : text === "true");

  test("follows three-valued logic", () => {
    for (const a of values)
      for (const b of values) {
        const facts = { ...(a === "null" ? {} : { stage: a }), ...(b === "null" ? {} : { name: b }) };
        const [x, y] = [kleene(a), kleene(b)];
        const both = x === false || y === false ? false : x === null || y === null ? null : true;
        const one = x === true || y === true ? true : x === null || y === null ? null : false;
        expect(judge("bool(stage) && bool(name)", facts), `${a} && ${b}`).toBe(both);
        expect(judge("bool(stage) || bool(name)", facts), `${a} || ${b}`).toBe(one);
      }
    for (const a of values) expect(judge("!active", fact(a))).toBe(kleene(a) === null ? null : a === "false");
  });

  test("is met by every comparison but the test for null", () => {
    for (const operator of ["==", "!=", "<", "<=", ">", ">="])
      expect(judge(`budget ${operator} 0`)).toBe(null);
    expect(judge("budget == null")).toBe(true);
    expect(judge("null != budget", { budget: "1 EUR" })).toBe(true);
    expect(judge("has(campaign.stage)")).toBe(false);
    expect(judge("campaign.stage != null && campaign.stage == 'live'")).toBe(false);
    expect(judge("stage == null || stage == 'draft'")).toBe(true);
    expect(judge("stage in ['a', 'b']")).toBe(null);
    expect(judge("(active ? 1 : 2) > 0")).toBe(null);
    expect(judge("stage == other_stage".replace("other_stage", "name"))).toBe(null);
  });

  test("is what every failure gives", () => {
    for (const text of [
      "count / 0 == 1",
      "count % 0 == 1",
      "rate / 0.0 == 1",
      "9223372036854775807 + count == 0",
      "-(count - 9223372036854775807 - 2) == 0",
      "int(name) == 1",
      "decimal(name) == 1",
      "date(name) == day",
      "bool(name)",
      "name.substring(7) == ''",
      "extra.list[7] == 1",
      "extra.list['x'] == 1",
      "int(1e300) == 1",
      "day + 9223372036854775807 == day",
    ])
      expect(
        judge(text, { count: "1", rate: "1", name: "word", day: "2026-11-30", extra: '{"list":[1]}' }),
      ).toBe(null);
  });

  test("is what a fact gives whose text is not of its type", () => {
    const broken = { budget: "much", day: "2026-02-30", at: "2026-11-30T10:00:00", extra: "{", count: "1.5" };
    for (const text of [
      "budget > 0",
      "day > '2020-01-01'",
      "at > '2020-01-01T00:00Z'",
      "extra.a == 1",
      "count > 0",
    ])
      expect(judge(text, broken)).toBe(null);
  });
});

describe("money, dates and timestamps", () => {
  test("money compares by amount with numbers, and with money of its currency", () => {
    expect(judge("budget > 12.49", { budget: "12.50 EUR" })).toBe(true);
    expect(judge("budget == money('12.5 EUR')", { budget: "12.50 EUR" })).toBe(true);
    expect(judge("budget == '12.5 EUR'", { budget: "12.50 EUR" })).toBe(true);
    expect(judge("budget > cost", { budget: "12.50 EUR", cost: "1 USD" })).toBe(null);
    expect(value("budget * 0.19", { budget: "10.00 EUR" })).toBe("1.9000 EUR");
    expect(judge("currency(cost) == 'USD'", { cost: "1 USD" })).toBe(true);
    expect(refused("budget > money('1 USD')").message).toContain("EUR");
  });

  test("days compare as days, and count", () => {
    expect(judge("day == date('2026-11-30')", { day: "2026-11-30" })).toBe(true);
    expect(judge("day < '2026-12-01'", { day: "2026-11-30" })).toBe(true);
    expect(judge("day > '2026-12-01'", { day: "infinity" })).toBe(true);
    expect(value("date('2028-03-01') - date('2028-02-01')")).toBe("29");
    expect(value("day + 1", { day: "2026-12-31" })).toBe("2027-01-01");
    expect(judge("day > campaign.opened", { day: "2026-12-31", "campaign.opened": "2026-12-30" })).toBe(true);
  });

  test("any day survives the way to a number and back", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(-6e13), max: new Date(2e14), noInvalidDate: true }), (date) => {
        fc.pre(date.getUTCFullYear() > 0);
        const day = date.toISOString().replace(/^\+0*/, "").slice(0, -14).padStart(10, "0");
        expect(value("day + 0", { day })).toBe(day);
        expect(value("day.getDayOfWeek()", { day })).toBe(String(date.getUTCDay()));
        expect(value("timestamp(name).getHours()", { name: `${day}T23:59:59Z` })).toBe("23");
      }),
    );
  });

  test("instants are equal whatever their offset, to the microsecond", () => {
    const at = "2026-11-30T10:00:00.123456+02:00";
    expect(judge("at == timestamp('2026-11-30T08:00:00.123456Z')", { at })).toBe(true);
    expect(judge("at > '2026-11-30T08:00:00.123455Z'", { at })).toBe(true);
    expect(judge("at - duration('2h') < timestamp('2026-11-30T06:00:00.2Z')", { at })).toBe(true);
    expect(judge("wall == '2026-11-30T10:00:00'", { wall: "2026-11-30T10:00:00.000000" })).toBe(true);
    expect(refused("at == wall").message).toContain("without zone");
  });
});

describe("texts and json", () => {
  test("text is equal in any normal form, and ordered by code point", () => {
    expect(judge("name == 'Caf\u00e9'", { name: "Cafe\u0301" })).toBe(true);
    expect(judge("name > '\uffee'", { name: "\u{1F600}" })).toBe(true);
    expect(value("size(name)", { name: "a\u{1F600}b" })).toBe("3");
    expect(value("name.substring(1, 2)", { name: "a\u{1F600}b" })).toBe("\u{1F600}");
  });

  test("json keeps its numbers exact and its keys harmless", () => {
    const extra = '{"n":9007199254740993,"d":0.1,"__proto__":{"x":1},"list":["a",null]}';
    expect(judge("extra.n == 9007199254740993", { extra })).toBe(true);
    expect(judge("extra.n == 9007199254740992", { extra })).toBe(false);
    expect(judge("extra.d == 0.1", { extra })).toBe(true);
    expect(judge("extra['__proto__'].x == 1", { extra })).toBe(true);
    expect(judge("has(extra.constructor) || has(extra.toString)", { extra })).toBe(false);
    expect(judge("'a' in extra.list", { extra })).toBe(true);
    expect(
      judge("extra.list == extra.list", { extra: `{"list":${"[".repeat(5_000)}${"]".repeat(5_000)}}` }),
    ).toBe(null);
  });
});
