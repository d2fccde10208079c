import { type AppliedModel, applyModel } from "../../src/app/apply-model.ts";
import { followAll } from "../../src/app/follow.ts";
import type { Hub } from "../../src/app/hub.ts";
import { load } from "../../src/app/load/load.ts";
import type { LoadAnswer, LoadRequest } from "../../src/app/load/loading.ts";
import { openHub } from "../../src/app/open-hub.ts";
import type { RowBatch } from "../../src/connectors/connector.ts";
import { type Raw, RawNumber, type RawRow } from "../../src/core/value/raw.ts";
import { MasterKey } from "../../src/sealing/master-key.ts";
import type { Database } from "../../src/store/db.ts";

export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** The use cases on a database of a test, with a model in force. */
export async function hubWith(database: Database, yaml: Readonly<Record<string, string>>): Promise<Hub> {
  const hub = await openHub({ database, master: new MasterKey(Buffer.alloc(32, 7)) });
  await applyYaml(hub, yaml);
  return hub;
}

export async function applyYaml(hub: Hub, yaml: Readonly<Record<string, string>>): Promise<AppliedModel> {
  const files = Object.entries(yaml).map(([path, text]) => ({ path, text }));
  const applied = await applyModel(hub, { files, actor: "test" });
  await followAll(hub);
  return applied;
}

/** Loads rows of one source, and all that follows from them. */
export async function loadRows(
  hub: Hub,
  source: string,
  rows: readonly Row[],
  more: Partial<LoadRequest> = {},
): Promise<LoadAnswer> {
  const answer = await load(hub, {
    source,
    rows: () => batches(rows),
    format: "jsonl",
    actor: "test",
    file: "rows.jsonl",
    asOf: null,
    complete: false,
    dryRun: false,
    passed: null,
    spool: null,
    ...more,
  });
  await followAll(hub);
  return answer;
}

async function* batches(rows: readonly Row[]): AsyncGenerator<RowBatch> {
  for (let from = 0; from === 0 || from < rows.length; from += 500) {
    const page = rows.slice(from, from + 500);
    yield {
      columns: null,
      rows: page.map((row, at) => rawRow(row, from + at + 1)),
      refused: [],
      bytesRead: 0,
    };
  }
}

export function rawRow(row: Row, line: number): RawRow {
  const fields = new Map<string, Raw>(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "number" ? new RawNumber(String(value)) : value,
    ]),
  );
  return { line, fields, bytes: Buffer.from(JSON.stringify(row)) };
}
