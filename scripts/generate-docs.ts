import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Blocks, blocksOf, withBlocks } from "./docs/blocks.ts";
import { modelBlocks } from "./docs/model-tables.ts";
import { operationBlocks } from "./docs/operation-tables.ts";
import { sourceBlocks } from "./docs/source-tables.ts";

const root = resolve(import.meta.dirname, "..");

/** The tables within the documents that follow from the code. The words around them are written by hand. */
export async function documentTables(): Promise<Record<string, string>> {
  const sources = await sourceBlocks(join(root, "src/limits.ts"));
  const blocks: Blocks = { ...modelBlocks(), ...operationBlocks(), ...sources };
  const documents: Record<string, string> = {};
  const placed = new Set<string>();
  for (const name of (await readdir(join(root, "docs"))).filter((one) => one.endsWith(".md")).toSorted()) {
    const text = await readFile(join(root, "docs", name), "utf8");
    const names = blocksOf(text);
    if (names.length === 0) continue;
    for (const one of names) placed.add(one);
    documents[`docs/${name}`] = withBlocks(text, blocks);
  }
  const homeless = Object.keys(blocks).filter((name) => !placed.has(name));
  if (homeless.length > 0) throw new Error(`no document in docs/ has a place for: ${homeless.join(", ")}`);
  return documents;
}
