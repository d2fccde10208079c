import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { documentTables } from "./generate-docs.ts";
import { modelSchemaJson } from "./generate-model-schema.ts";
import { schemaSql } from "./generate-schema.ts";
import { apiFiles } from "./generate-sdk.ts";

/** Makes the content of generated files, by path below the repository. Each is committed, and compared in CI. */
export type Generator = () => Promise<Readonly<Record<string, string>>>;

/** All that is generated. A generator gives the same content each time it runs on the same sources. */
const generators: readonly Generator[] = [schemaSql, modelSchemaJson, apiFiles, documentTables];

const root = resolve(import.meta.dirname, "..");
const isCheck = process.argv.includes("--check");
const dirty: string[] = [];
for (const generator of generators) {
  for (const [path, content] of Object.entries(await generator())) {
    const whole = join(root, path);
    const held = existsSync(whole) ? await readFile(whole, "utf8") : undefined;
    if (held === content) continue;
    dirty.push(path);
    if (!isCheck) await writeFile(whole, content);
  }
}
report();

function report(): void {
  if (dirty.length === 0) process.stdout.write("Generated files are up to date.\n");
  else if (!isCheck) process.stdout.write(`Generated anew: ${dirty.join(", ")}\n`);
  else {
    process.stderr.write(
      `dirty: ${dirty.join(", ")}\nTo repair: npm run generate, and commit what it changed.\n`,
    );
    process.exitCode = 1;
  }
}
