import { sliceName } from "../core/golden/validity.ts";
import { type EntityId, entityId } from "../core/ids.ts";
import { textArray } from "./binary-array.ts";
import { byKey } from "./by-key.ts";
import type { Reader } from "./db.ts";
import type { StoredRecord } from "./state.ts";
import { type RecordRow, recordColumns, recordFromRow } from "./state-from-row.ts";

/** The records of one source under some keys, all slices of each, and those of former lives; the present one last. */
export async function recordsByKey(
  sql: Reader,
  log: number,
  source: string,
  keys: readonly string[],
): Promise<readonly StoredRecord[]> {
  if (keys.length === 0) return [];
  const rows = await sql.many<RecordRow>(recordsByKeySql, [log, source, textArray(keys)]);
  return rows.map(recordFromRow);
}

/** What a reload needs of a record to see that nothing changed. */
export interface RecordGlance {
  readonly entity: EntityId;
  readonly digest: Buffer;
  readonly deleted: boolean;
  readonly incarnation: number;
  readonly position: string;
  readonly key: string;
  readonly order: string | null;
}

/**
 * Digest, entity and position of the records of one source under some keys, without their claims, by `sliceName`. Of a
 * slice with several lives it is the last.
 */
export async function glanceAtRecords(
  sql: Reader,
  log: number,
  source: string,
  keys: readonly string[],
): Promise<Map<string, RecordGlance>> {
  const rows = await sql.many<{
    key: string;
    entity_id: string;
    digest: Buffer;
    deleted: boolean;
    incarnation: number;
    position: string;
    valid_from: string;
    order: string | null;
  }>(glanceSql, [log, source, textArray(keys)]);
  return new Map(
    rows.map((row) => [sliceName(row.key, row.valid_from), { ...row, entity: entityId(row.entity_id) }]),
  );
}

const recordsByKeySql = byKey(recordColumns);
const glanceSql = byKey(
  'key, valid_from, valid_order as "order", life, entity_id, digest, deleted, incarnation, position',
);
