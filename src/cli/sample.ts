import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { generate } from "../../samples/campaign-and-content/generate.ts";
import { type Export, manifestName, sampleDefaults, writeExports } from "../../samples/shared/exports.ts";
import { home } from "../config/home.ts";
import { readModelFolder } from "../config/model-folder.ts";
import type { Answer, Client } from "./client.ts";
import type { Io } from "./io.ts";
import { progressBar } from "./progress.ts";
import { rowsOf } from "./rows-file.ts";

/** The sample company: where its model lies, and where its systems leave their exports. */
export const sampleModel: string = join(home, "samples/campaign-and-content/model");

export const exportsFolder = (data: string): string => join(data, "exports");

/**
 * Makes the exports of the sample company where there are none, and loads those of them that have not been loaded,
 * in their order. Gives how many records were read; 0 where all of it was there already.
 */
export async function loadSample(io: Io, api: Client, data: string, ending?: AbortSignal): Promise<number> {
  const dir = exportsFolder(data);
  if (!existsSync(join(dir, manifestName))) {
    await writeExports(generate({ ...sampleDefaults, lastDay: dayOf(io.now()) }), dir);
  }
  const missing = await notLoaded(api, await manifestOf(dir));
  const sizes = await Promise.all(missing.map(async ({ file }) => (await stat(join(dir, file))).size));
  const bar = progressBar(io, "Loading what five systems exported", sum(sizes));
  let read = 0;
  let before = 0;
  try {
    for (const [i, each] of missing.entries()) {
      ending?.throwIfAborted();
      const bytes = await readFile(join(dir, each.file));
      read += (await loadExport(api, each, bytes)).account.read;
      before += sizes[i] ?? 0;
      bar.to(before);
    }
  } finally {
    bar.stop();
  }
  return read;
}

/** Loads one exported file as its system dates it. */
export async function loadExport(
  api: Client,
  each: Export,
  bytes: Uint8Array,
): Promise<Answer<"loadRecords">> {
  return api.loadRecords({
    source: each.source,
    ...(await rowsOf(each.file, once(bytes))),
    asOf: each.asOf,
    complete: each.complete,
    file: each.file,
  });
}

/** Puts the model of the sample in force, unless it is. */
export async function applySampleModel(api: Client): Promise<void> {
  await api.applyModel({ files: [...(await readModelFolder(sampleModel))] });
}

async function manifestOf(dir: string): Promise<readonly Export[]> {
  const manifest = JSON.parse(await readFile(join(dir, manifestName), "utf8")) as { exports: Export[] };
  return manifest.exports;
}

/** A start that was broken off goes on where it stopped: at the first file that no run has brought to its end. */
async function notLoaded(api: Client, exports: readonly Export[]): Promise<readonly Export[]> {
  const { items } = await api.listRuns({ limit: 500 });
  const done = new Set(
    items.filter(({ state }) => state !== "running" && state !== "failed").map(({ file }) => file),
  );
  const first = exports.findIndex(({ file }) => !done.has(file));
  return first < 0 ? [] : exports.slice(first);
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
