import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Compare, ValueType } from "../model/value-type.ts";
import type { Canonical } from "./canonical.ts";
import { comparable, compareValues, foldCase, sameValue } from "./compare.ts";
import { readValue } from "./read-shape.ts";

const exactly: Compare = { ignore: new Set(), tolerance: null, maxLength: new Map() };
const target = { source: "tickets", system: "zendesk" };

const same = (type: ValueType, a: string, b: string, compare: Partial<Compare> = {}) =>
  sameValue({ type, compare: { ...exactly, ...compare } }, a, b, target);

/** Canonical values of a type, chosen so that different texts often mean the same. */
const values: readonly { readonly type: ValueType; readonly of: fc.Arbitrary<Canonical> }[] = [
  {
    type: { kind: "text" },
    of: fc.string({ unit: fc.constantFrom("a", "A", " ", "-", "é", "e\u0301", "ß", "SS", "😀") }),
  },
  { type: { kind: "decimal" }, of: fc.stringMatching(/^-?[1-3]\.[01]0?$/) },
  { type: { kind: "integer" }, of: fc.integer({ min: -3, max: 3 }).map(String) },
  { type: { kind: "float" }, of: fc.constantFrom("0", "-0", "1", "1e+21", "5e-324") },
  { type: { kind: "boolean" }, of: fc.constantFrom("true", "false") },
  { type: { kind: "date" }, of: fc.constantFrom("2026-02-28", "2026-03-01", "2024-02-29") },
  {
    type: { kind: "timestamp", zone: true },
    of: fc.constantFrom(
      "2026-01-01T00:30:00+01:00",
      "2025-12-31T23:30:00Z",
      "2025-12-31T23:30:00.000Z",
      "2025-12-31T23:30:00.100Z",
      "2025-12-31T18:30:00.1-05:00",
    ),
  },
  {
    type: { kind: "money", currency: null },
    of: fc.constantFrom("1.00 EUR", "1 EUR", "1 USD", "2 EUR", "0.10 EUR"),
  },
  {
    type: { kind: "json" },
    of: fc.constantFrom('{"a":1.0}', '{"a":1}', '["e\u0301"]', '["é"]', "1e2", "100"),
  },
];
const pairs = fc.constantFrom(...values).chain(({ type, of }) => fc.tuple(fc.constant(type), of, of, of));
const compares: fc.Arbitrary<Compare> = fc.record({
  ignore: fc.subarray(["case", "whitespace", "punctuation"] as const).map((kinds) => new Set(kinds)),
  tolerance: fc.constant(null),
  maxLength: fc.constantFrom(new Map(), new Map([["zendesk", 2]]), new Map([["tickets", 1]])),
});

describe("the same value", () => {
  test("without tolerance is an equivalence", () => {
    let unequalTexts = 0;
    fc.assert(
      fc.property(pairs, compares, ([type, a, b, c], compare) => {
        const is = (x: string, y: string) => sameValue({ type, compare }, x, y, target);
        expect(is(a, a)).toBe(true);
        expect(is(a, b)).toBe(is(b, a));
        if (is(a, b) && is(b, c)) expect(is(a, c)).toBe(true);
        if (a !== b && is(a, b)) unequalTexts++;
      }),
      { numRuns: 3_000 },
    );
    expect(unequalTexts).toBeGreaterThan(100);
  });

  test("is what the order calls equal", () => {
    fc.assert(
      fc.property(pairs, ([type, a, b, c]) => {
        expect(compareValues(type, a, b) === 0).toBe(sameValue({ type, compare: exactly }, a, b, null));
        expect(compareValues(type, a, b)).toBe(-compareValues(type, b, a) || 0);
        if (compareValues(type, a, b) <= 0 && compareValues(type, b, c) <= 0) {
          expect(compareValues(type, a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  test("two empties are the same, an empty and a value never", () => {
    expect(sameValue({ type: { kind: "text" }, compare: exactly }, null, null, null)).toBe(true);
    expect(sameValue({ type: { kind: "text" }, compare: exactly }, null, "", null)).toBe(false);
  });

  test("nothing is ignored that was not declared", () => {
    expect(same({ kind: "text" }, "Acme Inc.", "ACME INC")).toBe(false);
    expect(same({ kind: "text" }, "Acme Inc.", "ACME INC", { ignore: new Set(["case"]) })).toBe(false);
    expect(
      same({ kind: "text" }, "Acme Inc.", "ACME INC", { ignore: new Set(["case", "punctuation"]) }),
    ).toBe(true);
    expect(same({ kind: "text" }, "Straße", "STRASSE", { ignore: new Set(["case"]) })).toBe(true);
    expect(same({ kind: "text" }, "Straße", "STRAẞE", { ignore: new Set(["case"]) })).toBe(true);
    expect(same({ kind: "code", codes: "stage" }, "draft", "DRAFT", { ignore: new Set(["case"]) })).toBe(
      false,
    );
  });

  test("texts are compared up to the length that the target holds, in characters", () => {
    const maxLength = new Map([["zendesk", 3]]);
    expect(same({ kind: "text" }, "ab😀cd", "ab😀", { maxLength })).toBe(true);
    expect(same({ kind: "text" }, "ab😀cd", "ab", { maxLength })).toBe(false);
    expect(
      sameValue({ type: { kind: "text" }, compare: { ...exactly, maxLength } }, "abcd", "abc", null),
    ).toBe(false);
  });

  test("white space that comes to stand at the end of what a target holds is no difference, and other is", () => {
    const maxLength = new Map([["zendesk", 3]]);
    expect(same({ kind: "text" }, "ab cd", "ab", { maxLength })).toBe(true);
    expect(same({ kind: "text" }, "ab cd", "ab ", { maxLength })).toBe(true);
    expect(same({ kind: "text" }, "a", "a ", { maxLength })).toBe(false);
    expect(same({ kind: "text" }, "abcd", "ab", { maxLength })).toBe(false);
  });

  test("a tolerance is exact at its edge", () => {
    expect(same({ kind: "decimal" }, "0.3", "0.1", { tolerance: "0.2" })).toBe(true);
    expect(same({ kind: "decimal" }, "0.3", "0.09999999999999999999", { tolerance: "0.2" })).toBe(false);
    expect(same({ kind: "float" }, "1e+300", "1", { tolerance: "1" })).toBe(false);
    expect(same({ kind: "date" }, "2024-02-28", "2024-03-01", { tolerance: "2" })).toBe(true);
    expect(same({ kind: "date" }, "2023-02-28", "2023-03-02", { tolerance: "1" })).toBe(false);
    expect(same({ kind: "money", currency: null }, "1.00 EUR", "1.01 EUR", { tolerance: "0.01" })).toBe(true);
    expect(same({ kind: "money", currency: null }, "1.00 EUR", "1.00 USD", { tolerance: "1" })).toBe(false);
    const zoned = { kind: "timestamp", zone: true } as const;
    expect(same(zoned, "2026-01-01T00:00:01+01:00", "2025-12-31T23:00:00Z", { tolerance: "1" })).toBe(true);
    expect(same(zoned, "2026-01-01T00:00:01.000001+01:00", "2025-12-31T23:00:00Z", { tolerance: "1" })).toBe(
      false,
    );
    const grams = { kind: "quantity", unit: "kg" } as const;
    expect(same(grams, "1.2505 kg", "1.250 kg", { tolerance: "0.0005" })).toBe(true);
    expect(same(grams, "1.25051 kg", "1.250 kg", { tolerance: "0.0005" })).toBe(false);
    expect(same({ kind: "text" }, "1", "2", { tolerance: "5" })).toBe(false);
  });

  test("instants are the same moment whatever their offset, as the platform's own clock says", () => {
    const instants = fc.tuple(
      fc.date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true }),
      fc.integer({ min: -15, max: 15 }),
    );
    fc.assert(
      fc.property(instants, ([moment, hours]) => {
        const sign = hours < 0 ? "-" : "+";
        const local = new Date(moment.getTime() + hours * 3_600_000).toISOString().slice(0, 23);
        const text = `${local}${sign}${String(Math.abs(hours)).padStart(2, "0")}:00`;
        const type = { kind: "timestamp", zone: true } as const;
        const canonical = readValue({ type, standardise: [] }, text, new Map());
        expect(canonical).toBe(text);
        expect(comparable(type, exactly, text, null)).toBe(
          moment
            .toISOString()
            .slice(0, 23)
            .replace(/\.?0+$/, (zeros) => (zeros.includes(".") ? "" : zeros))
            .replace(/(\.\d*?)0+$/, "$1"),
        );
      }),
    );
  });

  test("the folded text of every character folds to itself", () => {
    const unsettled = [];
    for (let code = 0; code < 0x110000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const folded = foldCase(String.fromCodePoint(code));
      if (foldCase(folded) !== folded) unsettled.push(code.toString(16));
    }
    expect(unsettled).toEqual([]);
  });

  test("texts are ordered by code points, pairs behind all else", () => {
    expect(compareValues({ kind: "text" }, "\uffff", "😀")).toBe(-1);
    expect(compareValues({ kind: "text" }, "a", "ab")).toBe(-1);
    expect(compareValues({ kind: "decimal" }, "10", "9.5")).toBe(1);
    expect(compareValues({ kind: "float" }, "1e+21", "999")).toBe(1);
  });
});
