import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Standardise, ValueType } from "../model/value-type.ts";
import { parseJson } from "./json.ts";
import { type Raw, RawNumber } from "./raw.ts";
import { readValue } from "./read-shape.ts";
import { toJson } from "./to-json.ts";

const codes = new Map([
  [
    "stage",
    {
      name: "stage",
      place: { file: "m.yaml", line: 1, column: 1 },
      codes: new Map([
        [
          "draft",
          {
            code: "draft",
            place: { file: "m.yaml", line: 2, column: 1 },
            title: "Draft",
            bySystem: new Map([["crm", "D"]]),
          },
        ],
      ]),
    },
  ],
]);

const read = (type: ValueType, raw: Raw, standardise: readonly Standardise[] = []) =>
  readValue({ type, standardise }, raw, codes);

const types: readonly ValueType[] = [
  { kind: "text" },
  { kind: "integer" },
  { kind: "decimal" },
  { kind: "float" },
  { kind: "boolean" },
  { kind: "date" },
  { kind: "timestamp", zone: true },
  { kind: "timestamp", zone: false },
  { kind: "email" },
  { kind: "phone" },
  { kind: "url" },
  { kind: "money", currency: null },
  { kind: "money", currency: "EUR" },
  { kind: "code", codes: "stage" },
  { kind: "ref", to: "campaign" },
  { kind: "json" },
];

const twoDigits = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, "0"));
const dates = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), twoDigits(13), twoDigits(32))
  .map(([year, month, day]) => `${String(year).padStart(4, "0")}-${month}-${day}`);
const fractions = fc.stringMatching(/^(\.[0-9]{1,7})?$/);
const offsets = fc.oneof(
  fc.constantFrom("", "Z", "+02", "-0530"),
  fc.stringMatching(/^[+-][01][0-9]:[0-6][0-9]$/),
);
const timestamps = fc
  .tuple(dates, fc.constantFrom("T", " "), twoDigits(24), twoDigits(60), twoDigits(61), fractions, offsets)
  .map(
    ([date, t, hour, minute, second, fraction, offset]) =>
      `${date}${t}${hour}:${minute}:${second}${fraction}${offset}`,
  );
const numbers = fc.oneof(
  fc.double().map(String),
  fc.bigInt().map(String),
  fc.stringMatching(/^[+-]?[0-9]{0,25}(\.[0-9]{0,9})?(e[+-]?[0-9]{1,3})?$/),
);
const jsonTexts = fc.json();
const raws: fc.Arbitrary<Raw> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  dates,
  timestamps,
  numbers,
  numbers.map((text) => new RawNumber(text)),
  numbers.map((text) => `${text} EUR`),
  jsonTexts,
  fc.emailAddress(),
  fc.webUrl(),
  fc.boolean(),
  fc.constantFrom("TRUE", "no", "crm:4711", "code=A:B", "draft", "+49 30 1234-56 ext. 7", "  ", "\t1 "),
);
const steps = fc.subarray<Standardise>([
  "trim",
  "collapse-spaces",
  "upper",
  "lower",
  "nfc",
  "digits",
  "e164",
]);

describe("reading raw values", () => {
  test("a canonical value reads as itself, under every type and every way to standardise", () => {
    let canonicals = 0;
    fc.assert(
      fc.property(fc.constantFrom(...types), raws, steps, (type, raw, standardise) => {
        const canonical = read(type, raw, standardise);
        if (typeof canonical !== "string") return;
        canonicals++;
        expect(read(type, canonical, standardise)).toBe(canonical);
      }),
      { numRuns: 5_000 },
    );
    expect(canonicals).toBeGreaterThan(500);
  });

  test("each canonical value can be stored: not empty, valid Unicode, no NUL", () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), raws, (type, raw) => {
        const canonical = read(type, raw);
        if (typeof canonical !== "string") return;
        expect(canonical).not.toBe("");
        expect(canonical.isWellFormed()).toBe(true);
        expect(canonical).not.toContain("\0");
      }),
      { numRuns: 2_000 },
    );
  });

  test("no refusal tells the value that was refused", () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.stringMatching(/^[a-z]{12}$/), (type, secret) => {
        const refusal = read(type, secret);
        if (typeof refusal === "object") expect(JSON.stringify(refusal)).not.toContain(secret);
      }),
    );
  });

  test("an empty text is empty under every type", () => {
    for (const type of types) {
      expect(read(type, "")).toBeNull();
      expect(read(type, null)).toBeNull();
      expect(read(type, "  ", ["trim"])).toBeNull();
    }
  });

  const canonical: readonly (readonly [ValueType, Raw, string])[] = [
    [{ kind: "text" }, " a ", " a "],
    [{ kind: "text" }, new RawNumber("1.10"), "1.10"],
    [{ kind: "text" }, "__proto__", "__proto__"],
    [{ kind: "integer" }, "+0042", "42"],
    [{ kind: "integer" }, "-0", "0"],
    [{ kind: "integer" }, new RawNumber("9223372036854775807"), "9223372036854775807"],
    [{ kind: "integer" }, "-9223372036854775808", "-9223372036854775808"],
    [{ kind: "decimal" }, "0012.50", "12.50"],
    [{ kind: "float" }, "1e400".replace("400", "300"), "1e+300"],
    [{ kind: "float" }, "0.10", "0.1"],
    [{ kind: "float" }, "-0", "-0"],
    [{ kind: "boolean" }, true, "true"],
    [{ kind: "boolean" }, "T", "true"],
    [{ kind: "boolean" }, new RawNumber("0"), "false"],
    [{ kind: "date" }, "2024-02-29", "2024-02-29"],
    [{ kind: "timestamp", zone: true }, "2026-11-30 10:00+02", "2026-11-30T10:00:00+02:00"],
    [
      { kind: "timestamp", zone: true },
      "2026-11-30T10:00:00.123456-0530",
      "2026-11-30T10:00:00.123456-05:30",
    ],
    [{ kind: "timestamp", zone: false }, "2026-11-30 10:00:00.10", "2026-11-30T10:00:00.10"],
    [{ kind: "email" }, "Ana.Müller@Example.org", "Ana.Müller@Example.org"],
    [{ kind: "phone" }, "+49 (0)30 1234-56 ext. 7", "+49 (0)30 1234-56 ext. 7"],
    [{ kind: "url" }, "https://example.org/a?b=c", "https://example.org/a?b=c"],
    [{ kind: "money", currency: null }, "012.50 EUR", "12.50 EUR"],
    [{ kind: "money", currency: "EUR" }, new RawNumber("12.50"), "12.50 EUR"],
    [{ kind: "code", codes: "stage" }, "draft", "draft"],
    [{ kind: "ref", to: "campaign" }, "code=A:B", "code=A:B"],
    [
      { kind: "json" },
      '{"b": 1.10, "a": [1e2, "x"], "__proto__": null}',
      '{"__proto__":null,"a":[1e2,"x"],"b":1.10}',
    ],
    [{ kind: "json" }, new Map<string, Raw>([["constructor", new RawNumber("1.0")]]), '{"constructor":1.0}'],
  ];
  test.each(canonical)("%j reads %j as %j", (type, raw, expected) => {
    expect(read(type, raw)).toBe(expected);
  });

  const refused: readonly (readonly [ValueType, Raw, string])[] = [
    [{ kind: "text" }, "a\0b", "value-has-nul"],
    [{ kind: "text" }, "a\ud800b", "value-not-unicode"],
    [{ kind: "text" }, "a\ud83d\ude00\0", "value-has-nul"],
    [{ kind: "text" }, "x".repeat(1_048_577), "value-too-long"],
    [{ kind: "text" }, "ü".repeat(524_289), "value-too-long"],
    [{ kind: "text" }, ["a"], "value-not-scalar"],
    [{ kind: "integer" }, "12345678901234567890", "value-out-of-range"],
    [{ kind: "integer" }, "9223372036854775808", "value-out-of-range"],
    [{ kind: "integer" }, "-9223372036854775809", "value-out-of-range"],
    [{ kind: "integer" }, new RawNumber("1.0"), "value-not-integer"],
    [{ kind: "integer" }, " 1", "value-not-integer"],
    [{ kind: "decimal" }, "1,5", "value-not-number"],
    [{ kind: "decimal" }, "1e1001", "value-too-many-digits"],
    [{ kind: "float" }, "1e400", "value-out-of-range"],
    [{ kind: "float" }, "1e-400", "value-out-of-range"],
    [{ kind: "float" }, "NaN", "value-not-number"],
    [{ kind: "boolean" }, "maybe", "value-not-boolean"],
    [{ kind: "boolean" }, "constructor", "value-not-boolean"],
    [{ kind: "date" }, "2026-02-30", "value-no-such-day"],
    [{ kind: "date" }, "1900-02-29", "value-no-such-day"],
    [{ kind: "date" }, "0000-01-01", "value-no-such-day"],
    [{ kind: "date" }, "30.11.2026", "value-not-date"],
    [{ kind: "date" }, "2026-11-30T00:00:00", "value-not-date"],
    [{ kind: "timestamp", zone: true }, "2026-11-30T10:00:00", "value-without-offset"],
    [{ kind: "timestamp", zone: false }, "2026-11-30T10:00:00Z", "value-with-offset"],
    [{ kind: "timestamp", zone: true }, "2026-06-30T23:59:60Z", "value-leap-second"],
    [{ kind: "timestamp", zone: true }, "2026-02-30T10:00:00Z", "value-no-such-day"],
    [{ kind: "timestamp", zone: true }, "2026-02-28T24:00:00Z", "value-no-such-time"],
    [{ kind: "timestamp", zone: true }, "2026-02-28T10:00:00.1234567Z", "value-too-fine"],
    [{ kind: "timestamp", zone: true }, "0001-01-01T00:00:00+01:00", "value-out-of-range"],
    [{ kind: "timestamp", zone: true }, "2026-02-28T10:00:00+2:00", "value-not-timestamp"],
    [{ kind: "email" }, "ana@", "value-not-email"],
    [{ kind: "email" }, "a b@example.org", "value-not-email"],
    [{ kind: "email" }, "a@b@c", "value-not-email"],
    [{ kind: "phone" }, "call me", "value-not-phone"],
    [{ kind: "url" }, "example.org", "value-not-url"],
    [{ kind: "money", currency: null }, "12.50", "value-without-currency"],
    [{ kind: "money", currency: "EUR" }, "12.50 USD", "value-other-currency"],
    [{ kind: "money", currency: null }, "12.50 EUX", "value-unknown-currency"],
    [{ kind: "money", currency: null }, "12.50 eur", "value-unknown-currency"],
    [{ kind: "code", codes: "stage" }, "D", "value-unknown-code"],
    [{ kind: "code", codes: "stage" }, "__proto__", "value-unknown-code"],
    [{ kind: "ref", to: "campaign" }, "4711", "value-not-reference"],
    [{ kind: "json" }, "{a:1}", "value-not-json"],
    [{ kind: "json" }, '{"a":1,"a":2}', "value-not-json"],
    [{ kind: "json" }, "[".repeat(100_000), "value-not-json"],
    [{ kind: "json" }, '["\\u0000"]', "value-has-nul"],
    [{ kind: "json" }, "[1e400]", "value-out-of-range"],
  ];
  test.each(refused)("%j refuses a value: case %#", (type, raw, code) => {
    expect(read(type, raw)).toMatchObject({ code });
  });
});

describe("JSON", () => {
  test("reads what JSON.parse reads, and nothing else, but for names that stand twice", () => {
    fc.assert(
      fc.property(
        fc.oneof(jsonTexts, fc.string(), fc.stringMatching(/^[[\]{}",:0-9.eE+\- tfn\\u]{0,12}$/)),
        (text) => {
          let expected: string | null = null;
          try {
            expected = JSON.stringify(JSON.parse(text));
          } catch (fault) {
            if (!(fault instanceof SyntaxError)) throw fault;
          }
          const parsed = parseJson(text);
          if (expected === null) expect(parsed).toMatchObject({ code: "value-not-json" });
          else if ("value" in parsed) expect(parsed.value === null).toBe(expected === "null");
          else expect(text).toMatch(/"(.*)"[\s\S]*"\1"/);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("goes out as it came in", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(value !== null && value !== "");
        const text = JSON.stringify(value);
        const canonical = read({ kind: "json" }, text);
        fc.pre(typeof canonical === "string");
        expect(toJson({ kind: "json" }, typeof canonical === "string" ? canonical : null)).toEqual(
          JSON.parse(text),
        );
      }),
    );
  });

  test("truth values go out as themselves and numbers as text", () => {
    expect(toJson({ kind: "boolean" }, "true")).toBe(true);
    expect(toJson({ kind: "boolean" }, "false")).toBe(false);
    expect(toJson({ kind: "decimal" }, "1.10")).toBe("1.10");
    expect(toJson({ kind: "text" }, null)).toBeNull();
  });
});
