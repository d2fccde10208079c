import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { processorSeconds } from "../../../test/helpers/processor.ts";
import { compilePattern } from "./pattern.ts";

const { pattern } = fc.letrec<{ pattern: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    fc.constantFrom(
      "a",
      "b",
      "é",
      ".",
      "[ab]",
      "[^a]",
      "[a-c0-9]",
      "\\d",
      "\\w",
      "\\S",
      "\\.",
      "^",
      "$",
      "\\x41",
    ),
    tie("pattern").map((inner) => `(${inner})`),
    tie("pattern").map((inner) => `(?:${inner})`),
  ),
  pattern: fc.oneof(
    { maxDepth: 3 },
    tie("atom"),
    fc.tuple(tie("pattern"), tie("pattern")).map((both) => both.join("")),
    fc.tuple(tie("pattern"), tie("pattern")).map((both) => both.join("|")),
    fc
      .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"))
      .map(([inner, count]) => `(?:${inner})${count}`),
  ),
}));
const subject = fc.string({
  unit: fc.constantFrom("a", "b", "c", "A", "1", ".", " ", "é", "\u{1F600}"),
  maxLength: 12,
});

/** Letters without a period, which keep a pattern that looks back at many of them in ever new states. */
function scattered(length: number): string {
  let seed = 1;
  return Array.from({ length }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed & 0x10000 ? "a" : "b";
  }).join("");
}

describe("a pattern", () => {
  test("matches what the engine's own regular expressions match", () => {
    fc.assert(
      fc.property(pattern, fc.array(subject, { minLength: 1, maxLength: 5 }), (text, subjects) => {
        const matcher = compilePattern(text, 0);
        const oracle = new RegExp(text, "u");
        for (const each of subjects) expect(matcher(each), `${text} on ${each}`).toBe(oracle.test(each));
      }),
      { numRuns: 1_000 },
    );
  });

  test("answers at once where the engine's own would take years", () => {
    const secondsMax = 3;

    const { seconds, result } = processorSeconds(secondsMax, () => [
      compilePattern("^(a+)+$", 0)(`${"a".repeat(100_000)}b`),
      compilePattern("(a|a)*b", 0)("a".repeat(100_000)),
      compilePattern(`${"a?".repeat(200)}${"a".repeat(200)}`, 0)("a".repeat(200)),
      compilePattern("(a|b)*a(a|b){300}c", 0)(scattered(4_000)),
    ]);

    expect(result).toEqual([false, false, true, false]);
    expect(seconds).toBeLessThan(secondsMax);
  });

  test("gives null, cold or warm, where text and pattern are too large together", () => {
    const matcher = compilePattern("(a|b)*a(a|b){300}c", 0);

    expect(matcher(scattered(20_000))).toBe(null);
    expect(matcher(scattered(1_000))).toBe(false);
    expect(matcher(scattered(20_000))).toBe(null);
    expect(compilePattern("^[ab]+$", 0)(scattered(500_000))).toBe(true);
  });

  test("folds case where it begins with (?i), and knows properties and classes", () => {
    expect(compilePattern("(?i)^straße[a-c]$", 0)("STRAßEB")).toBe(true);
    expect(compilePattern("^\\p{Lu}\\P{Lu}+$", 0)("Éa1")).toBe(true);
    expect(compilePattern("^\\p{Greek}+$", 0)("αβγ")).toBe(true);
    expect(compilePattern("^[[:alpha:]_]+$", 0)("ab_c")).toBe(true);
    expect(compilePattern("^(?P<year>[0-9]{4})-\\d\\d$", 0)("2026-11")).toBe(true);
  });

  test.each([
    "(",
    ")",
    "[a",
    "*a",
    "a**",
    "a{2,1}",
    "\\b",
    "\\1",
    "(?=a)",
    "(?<!a)",
    "\\q",
    "[b-a]",
    "\\p{Nope}",
    "\\",
  ])("%s is refused", (text) => {
    expect(() => compilePattern(text, 3)).toThrow(/^The pattern /);
  });
});
