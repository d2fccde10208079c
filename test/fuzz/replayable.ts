import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corpus } from "./corpus.ts";
import { mutated } from "./mutate.ts";

/** What failed, how to see it again, and the model itself, for when the models that are mutated have changed. */
export function replayable({ seed, why }: { readonly seed: number; readonly why: string }): string {
  const folder = mkdtempSync(join(tmpdir(), "bailiwick-fuzz-"));
  for (const [path, text] of Object.entries(mutated(corpus(), seed)))
    writeFileSync(join(folder, path.replaceAll("/", "_")), text);
  return `seed ${seed}: ${why}\nAgain: BAILIWICK_SEED=${seed} BAILIWICK_FUZZ=1 npx vitest run test/fuzz\nThe model: ${folder}`;
}
