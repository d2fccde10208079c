import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { csvStyles } from "../campaign-and-content/csv-styles.ts";
import { type Export, manifestName } from "../shared/exports.ts";
import { csv, type Row, rowsOfCsv } from "../shared/text-files.ts";

/** The sources whose files the demonstrations change, and the column of their keys. */
const keys = { crm: "id", ops: "routing_id" } as const;
export type DemoSource = keyof typeof keys;

export interface Change {
  readonly source: DemoSource;
  readonly key: string;
  /** The file to be written: an export of the one row that changed. */
  readonly file: string;
  /** The row as it was exported last, with what changed in it. */
  readonly edit: (row: Row) => Row;
}

/** Writes the export of one changed row; what it does not change is as the system exported it last. */
export async function exportChange(dir: string, { source, key, file, edit }: Change): Promise<void> {
  const row = await latestRow(dir, source, key);
  await writeFile(join(dir, file), csv([edit(row)], csvStyles[source]));
}

/** What a system exported last under one key, by the demonstrations or before them. */
export async function latestRow(dir: string, source: DemoSource, key: string): Promise<Row> {
  const exported = (await exportsIn(dir)).filter((each) => each.source === source).map(({ file }) => file);
  const demos = (await demoFilesOf(dir)).filter((file) => file.startsWith(`${source}-`));
  for (const file of [...exported, ...demos].reverse()) {
    const row = rowsOf(await readFile(join(dir, file)), source).find((each) => each[keys[source]] === key);
    if (row !== undefined) return row;
  }
  throw new Error(
    `No export of '${source}' in ${dir} holds '${key}'. Were the exports of the sample written there?`,
  );
}

/** The newest file that holds the whole of a source. */
export async function newestComplete(dir: string, source: DemoSource): Promise<Uint8Array> {
  const newest = (await exportsIn(dir)).findLast((each) => each.source === source && each.complete);
  if (newest === undefined) throw new Error(`No whole export of '${source}' is listed in ${dir}.`);
  return readFile(join(dir, newest.file));
}

/** Remembers a file of a demonstration, as the latest word of its source. */
export async function noteDemoFile(dir: string, file: string): Promise<void> {
  const files = (await demoFilesOf(dir)).filter((each) => each !== file);
  await writeFile(join(dir, demoFilesName), `${JSON.stringify([...files, file])}\n`);
}

const demoFilesName = "demo-exports.json";

async function exportsIn(dir: string): Promise<readonly Export[]> {
  const manifest = JSON.parse(await readFile(join(dir, manifestName), "utf8")) as { exports: Export[] };
  return manifest.exports;
}

async function demoFilesOf(dir: string): Promise<readonly string[]> {
  try {
    return JSON.parse(await readFile(join(dir, demoFilesName), "utf8")) as string[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function rowsOf(bytes: Buffer, source: DemoSource): Row[] {
  return rowsOfCsv(bytes.toString("utf8"), csvStyles[source]);
}
