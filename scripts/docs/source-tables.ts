import { readFile } from "node:fs/promises";
import { exitCodeWords } from "../../src/cli/exit-code.ts";
import { refusals } from "../../src/errors.ts";
import * as limits from "../../src/limits.ts";
import { type Blocks, code, table } from "./blocks.ts";

/** The catalogue of refusals, what commands end with, and the bounds of the product with the words of their doc comments. */
export async function sourceBlocks(limitsFile: string): Promise<Blocks> {
  const errors = Object.entries(refusals)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { status, title }]) => [code(name), String(status), title]);
  return {
    errors: table(["code", "status", "title"], errors),
    "exit codes": table(["it ends with", "when"], Object.entries(exitCodeWords)),
    limits: limitTable(await readFile(limitsFile, "utf8")),
  };
}

const declaration = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?export const (\w+)/g;

function limitTable(source: string): string {
  const values = new Map<string, unknown>(Object.entries(limits));
  let words = "";
  const rows = [...source.matchAll(declaration)].map(([, comment, name = ""]) => {
    // A comment may stand for the two bounds below it.
    words = comment === undefined ? words : comment.replaceAll(/\n\s*\*/g, " ").trim();
    const value = values.get(name);
    if (typeof value !== "number" || words === "")
      throw new Error(`the bound ${name} has no number or no words`);
    return [code(name), inWords(value, words), words];
  });
  return table(["bound", "value", "unit, and why"], rows);
}

/** The number with its thousands parted, and bytes and milliseconds in the unit that people read. */
function inWords(value: number, words: string): string {
  const plain = value.toLocaleString("en");
  if (words.startsWith("Bytes") && value >= 65_536 && Number.isInteger(value / 1024))
    return `${plain} (${binary(value)})`;
  if (words.startsWith("Milliseconds") && value >= 1_000)
    return `${plain} (${(value / 1000).toLocaleString("en")} s)`;
  return plain;
}

function binary(bytes: number): string {
  for (const [unit, size] of [
    ["GiB", 1024 ** 3],
    ["MiB", 1024 ** 2],
  ] as const)
    if (bytes >= size) return `${(bytes / size).toLocaleString("en")} ${unit}`;
  return `${bytes / 1024} KiB`;
}
