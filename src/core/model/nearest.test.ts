import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 });

test("the distance is symmetric, nought for equals alone, and never more than the longer text", () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);

      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test("two letters that are swapped are one edit", () => {
  expect(editDistance("crm", "cmr")).toBe(1);
});

test("a name is only meant where no more than a third of it is wrong", () => {
  expect(nearest("crn", ["cms", "crm"])).toBe("crm");
  expect(nearest("Steward", ["steward"])).toBe("steward");
  expect(nearest("crn", ["warehouse", "mart"])).toBeNull();
});

test("a name as long as a file is compared with nothing", () => {
  expect(nearest("a".repeat(1_000_000), ["a".repeat(1_000_000)])).toBeNull();
});
