import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { applyModel } from "../../src/app/apply-model.ts";
import type { Hub } from "../../src/app/hub.ts";
import { load } from "../../src/app/load/load.ts";
import { type CrosswalkRequest, loadCrosswalk } from "../../src/app/load/load-crosswalk.ts";
import type { LoadAnswer, LoadRequest } from "../../src/app/load/loading.ts";
import { openHub } from "../../src/app/open-hub.ts";
import type { RowBatch, RowFormat } from "../../src/connectors/connector.ts";
import { readRows } from "../../src/connectors/file/read-rows.ts";
import { type EntityId, entityId } from "../../src/core/ids.ts";
import { MasterKey } from "../../src/sealing/master-key.ts";
import { makeTestDatabase, type TestDatabase, testDatabase } from "./database.ts";
import { plainly } from "./plainly.ts";

/** A hub on a database of the test's own, with the key under which it seals. */
export interface TestHub {
  readonly hub: Hub;
  readonly master: MasterKey;
  readonly url: string;
}

/** Opens a hub on a database of the test's own, with a model in force. */
export async function testHub(model: Readonly<Record<string, string>>): Promise<TestHub> {
  return hubOn(await testDatabase(), model);
}

/** The same for one run of a property: its database is gone before the next one's is made, and its connections with it. */
export async function withTestHub(
  model: Readonly<Record<string, string>>,
  within: (made: TestHub) => Promise<void>,
): Promise<void> {
  const made = await makeTestDatabase();
  try {
    await within(await hubOn(made, model));
  } finally {
    await made.drop();
  }
}

async function hubOn(
  { database, url }: Pick<TestDatabase, "database" | "url">,
  model: Readonly<Record<string, string>>,
): Promise<TestHub> {
  const master = new MasterKey(randomBytes(32));
  const hub = await openHub({ database, master });
  await apply(hub, model);
  return { hub, master, url };
}

export function apply(hub: Hub, model: Readonly<Record<string, string>>) {
  const files = Object.entries(model).map(([path, text]) => ({ path, text }));
  return applyModel(hub, { files, actor: "test" });
}

/** The rows of a text, as the reader of files reads them. */
export function rowsOf(
  text: string | Uint8Array,
  format: RowFormat = "csv",
  { delimiter = ",", batchRows = 500 } = {},
): AsyncIterable<RowBatch> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const input = (async function* () {
    yield bytes;
  })();
  return readRows(input, { format, delimiter, batchRows, spoolFolder: tmpdir() });
}

/** Loads CSV (or, where `format` says so, JSON Lines) into a source. */
export function loadText(
  hub: Hub,
  source: string,
  text: string | Uint8Array,
  more: Partial<Omit<LoadRequest, "format">> & {
    readonly format?: RowFormat;
    readonly batchRows?: number;
    readonly delimiter?: string;
  } = {},
): Promise<LoadAnswer> {
  const { format = "csv", batchRows = 500, delimiter = ",", ...rest } = more;
  return load(hub, {
    source,
    rows: () => rowsOf(text, format, { batchRows, delimiter }),
    format,
    actor: "test",
    ...plainly,
    ...rest,
  });
}

export function crosswalkText(
  hub: Hub,
  text: string,
  of: Pick<CrosswalkRequest, "left" | "right">,
): Promise<LoadAnswer> {
  return loadCrosswalk(hub, { ...of, rows: rowsOf(text), format: "csv", actor: "test", file: null });
}

/** The account of a run without what differs from run to run. */
export function accountOf({ account }: LoadAnswer): Record<string, number> {
  const { seconds: _, ...counts } = account;
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

/** The entity to which a record belongs. */
export async function entityOf(hub: Hub, source: string, key: string): Promise<EntityId> {
  const row = await hub.database.reader.one<{ entity_id: string }>(
    "select entity_id from bailiwick.record where source = $1 and key = $2 and not former",
    [source, key],
  );
  if (row === undefined) throw new Error(`there is no record ${source}:${key}`);
  return entityId(row.entity_id);
}

/** The golden values of an entity. */
export async function goldenOf(hub: Hub, entity: EntityId): Promise<Record<string, string | null>> {
  const row = await hub.database.reader.one<{ golden: Record<string, string | null> }>(
    "select golden from bailiwick.entity where entity_id = $1",
    [entity],
  );
  return row?.golden ?? {};
}

/** Open divergences as `fact source:key cause held`. */
export async function openDivergences(hub: Hub): Promise<readonly string[]> {
  const rows = await hub.database.reader.many<{ line: string }>(
    `select concat_ws(' ', fact, source || ':' || key, cause, coalesce(held, '-')) as line
     from bailiwick.divergence where closed is null order by 1`,
  );
  return rows.map((row) => row.line);
}

const tables = [
  "cursor",
  "crosswalk",
  "decision",
  "divergence",
  "duplicate",
  "entity",
  "entity_state",
  "entry",
  "finding",
  "follow",
  "idempotency",
  "log_commit",
  "log_head",
  "lookup",
  "merge",
  "model",
  "override",
  "quarantine",
  "record",
  "reference",
  "run",
  "sealed",
  "secret",
  "source_count",
  "subject_key",
] as const;

/** Every row of every table with where it lies and who wrote it: equal only where nothing was written, not even the same again. */
export async function rowsAsWritten(
  hub: Hub,
  but: readonly (typeof tables)[number][] = [],
): Promise<Record<string, readonly string[]>> {
  const all: Record<string, readonly string[]> = {};
  for (const table of tables) {
    if (but.includes(table)) continue;
    const rows = await hub.database.reader.many<{ row: string }>(
      `select concat_ws(' ', tableoid::regclass, t.xmin, t.ctid, t.*) as row from bailiwick."${table}" t order by 1`,
    );
    all[table] = rows.map((one) => one.row);
  }
  return all;
}

export async function countOf(hub: Hub, table: string, where = "true"): Promise<number> {
  const row = await hub.database.reader.one<{ count: string }>(
    `select count(*) from bailiwick."${table}" where ${where}`,
  );
  return Number(row?.count);
}
