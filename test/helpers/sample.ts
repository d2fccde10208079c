import { expect } from "vitest";
import type { Exported } from "../../samples/shared/exports.ts";
import type { Client } from "../../sdk/src/index.ts";
import { followAll } from "../../src/app/follow.ts";
import type { Hub } from "../../src/app/hub.ts";
import { utcMicros } from "../../src/app/load/load-stream.ts";
import { readSampleModel } from "../../src/config/sample-models.ts";
import { loadText } from "./test-hub.ts";

/** The model of a sample by path, as a server is started with. */
export async function sampleModel(name: string): Promise<Record<string, string>> {
  const files = (await readSampleModel(name)).filter(({ path }) => !path.startsWith("tests/"));
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

/** Loads so many of the exports over the API, in their order; none is held. Gives those that are left. */
export async function loadExports(client: Client, exported: Exported, count = Infinity): Promise<Exported> {
  for (const { source, file, asOf, complete } of exported.exports.slice(0, count)) {
    const rows = Buffer.from(exported.texts.get(file) ?? "");
    const contentType = file.endsWith(".jsonl") ? "application/x-ndjson" : "text/csv";
    const { state } = await client.loadRecords({ source, rows, contentType, asOf, complete, file });
    expect([file, state]).toEqual([file, "done"]);
  }
  return { ...exported, exports: exported.exports.slice(count) };
}

/** Loads exports into a hub without a server, whose calendar is the test's own; none is held. What follows is followed. */
export async function loadExportsInto(
  hub: Hub,
  exports: Exported["exports"],
  texts: Exported["texts"],
): Promise<void> {
  for (const { source, file, asOf, complete } of exports) {
    const format = file.endsWith(".jsonl") ? "jsonl" : "csv";
    const delimiter = hub.compiled.model.sources.get(source)?.format?.delimiter ?? ",";
    const more = { format, delimiter, asOf: utcMicros(asOf), complete } as const;
    const { state } = await loadText(hub, source, texts.get(file) ?? "", more);
    expect([file, state]).toEqual([file, "done"]);
  }
  await followAll(hub);
}

/** How many divergences are open, by fact, source that differs, cause and pattern. */
export async function openDivergences(client: Client): Promise<Record<string, number>> {
  const groups = await client.listDivergenceGroups({});
  const counts: Record<string, number> = {};
  for (const { attribute, source, cause, pattern, count } of groups)
    if (count > 0) counts[`${attribute} ${source} ${cause} ${pattern}`] = count;
  return counts;
}
