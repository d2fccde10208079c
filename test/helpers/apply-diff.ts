import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The text of a file after `git apply` of a diff, in a folder that is thrown away. Throws where git refuses it. */
export function appliedDiff(file: string, text: string, diff: string): string {
  const folder = mkdtempSync(join(tmpdir(), "bailiwick-diff-"));
  try {
    writeFileSync(join(folder, file), text);
    const stdio = ["pipe", "pipe", "pipe"] as const;
    execFileSync("git", ["apply", "--whitespace=nowarn"], { cwd: folder, input: diff, stdio: [...stdio] });
    return readFileSync(join(folder, file), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
