import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lineDiff } from "./line-diff.ts";

test("leads, applied by git, from one text to the other", () => {
  const folder = mkdtempSync(join(tmpdir(), "bailiwick-diff-"));
  const line = fc.constantFrom("a", "b", "  c: d", "");
  const text = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
    .map(([lines, ended]) => lines.join("\n") + (ended ? "\n" : ""));
  const differing = fc
    .tuple(text, text)
    .filter(([before, after]) => before !== after && before !== "" && after !== "");
  try {
    fc.assert(
      fc.property(differing, ([before, after]) => {
        writeFileSync(join(folder, "one.yaml"), before);

        const input = lineDiff("one.yaml", before, after);
        execFileSync("git", ["apply", "--whitespace=nowarn"], {
          cwd: folder,
          input,
          stdio: ["pipe", "pipe", "pipe"],
        });

        expect(readFileSync(join(folder, "one.yaml"), "utf8")).toBe(after);
      }),
      { numRuns: 60 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
