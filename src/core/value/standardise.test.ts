import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Standardise } from "../model/value-type.ts";
import { compileStandardise } from "./standardise.ts";

const all: readonly Standardise[] = ["trim", "collapse-spaces", "upper", "lower", "nfc", "digits", "e164"];
const texts = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(" ", "\u0345", "\u0301", "ΐ", "ß", "İ", "Σ", "a", "\u2000", "ŉ", "\u0307", "ﬁ"),
  }),
  fc.stringMatching(/^(\+|00)?[ 0-9()/-]{0,20}$/),
);

const standardise = (steps: readonly Standardise[], text: string) =>
  compileStandardise(steps)?.(text) ?? text;

describe("standardise", () => {
  test("twice is the same as once", () => {
    fc.assert(
      fc.property(fc.subarray([...all]), texts, (steps, text) => {
        const once = standardise(steps, text);
        if (typeof once === "string") expect(standardise(steps, once)).toBe(once);
      }),
      { numRuns: 5_000 },
    );
  });

  test("the order in which the steps are declared does not matter", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...all]), texts, (steps, text) => {
        expect(standardise(steps, text)).toEqual(standardise([...steps].sort(), text));
      }),
    );
  });

  test.each<[Standardise[], string, string]>([
    [["trim"], "\u00a0 a b \n", "a b"],
    [["collapse-spaces"], " a \t\n b ", " a b "],
    [["collapse-spaces"], "a\u00a0b", "a b"],
    [["collapse-spaces", "trim"], "  a  b  ", "a b"],
    [["upper"], "straße", "STRASSE"],
    [["lower"], "ΑΣ", "ας"],
    [["nfc"], "e\u0301", "é"],
    [["digits"], "DE 12-34", "1234"],
    [["e164"], "0049 (0)30 1234-56", "+4930123456"],
    [["e164"], "+1 (415) 555 2671", "+14155552671"],
  ])("%j makes %j into %j", (steps, text, expected) => {
    expect(standardise(steps, text)).toBe(expected);
  });

  test("a value is refused rather than emptied or guessed at", () => {
    expect(standardise(["digits"], "unknown")).toMatchObject({ code: "value-without-digits" });
    expect(standardise(["e164"], "030 123456")).toMatchObject({ code: "value-phone-not-international" });
    for (const wrong of ["+49301", "0049 301", "+49 30 1234567890123"])
      expect(standardise(["e164"], wrong)).toMatchObject({ code: "value-not-phone" });
    expect(standardise(["e164"], "+49 30 123456 ext. 7")).toMatchObject({
      code: "value-phone-not-international",
    });
  });
});
