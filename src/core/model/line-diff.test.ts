import fc from "fast-check";
import { expect, test } from "vitest";
import { appliedDiff } from "../../../test/helpers/apply-diff.ts";
import { lineDiff } from "./line-diff.ts";

test("leads, applied by git, from one text to the other", () => {
  const line = fc.constantFrom("a", "b", "  c: d", "");
  const text = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
    .map(([lines, ended]) => lines.join("\n") + (ended ? "\n" : ""))
    .filter((one) => one !== "");
  const differing = fc.tuple(text, text).filter(([before, after]) => before !== after);

  fc.assert(
    fc.property(differing, ([before, after]) => {
      expect(appliedDiff("one.yaml", before, lineDiff("one.yaml", before, after))).toBe(after);
    }),
    { numRuns: 60 },
  );
});
