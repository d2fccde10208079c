import type { EntityId, RecordId } from "../core/ids.ts";
import {
  boolArray,
  byteaArray,
  int4Array,
  int8Array,
  jsonArray,
  textArray,
  uuidArray,
} from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import { claimsToRow, positionText } from "./record-row.ts";
import type { StoredRecord } from "./state.ts";

/** Writes records as they now are: new ones and changed ones alike. */
export function writeRecords(log: number, records: readonly StoredRecord[]): Effect {
  return (tx, { place }) => {
    if (records.length === 0) return [];
    const sorted = records.toSorted((a, b) =>
      a.source === b.source ? compareText(a.key, b.key) : compareText(a.source, b.source),
    );
    const rows = sorted.map((record) => claimsToRow(record.claims, record, place));
    const values = [
      log,
      textArray(sorted.map((one) => one.source)),
      textArray(sorted.map((one) => one.key)),
      uuidArray(sorted.map((one) => one.id)),
      uuidArray(sorted.map((one) => one.entity)),
      textArray(sorted.map((one) => one.linkedBy)),
      boolArray(sorted.map((one) => one.deleted)),
      int4Array(sorted.map((one) => one.position.incarnation)),
      textArray(sorted.map((one) => positionText(one.position))),
      int8Array(sorted.map((one) => place(one.created))),
      int8Array(sorted.map((one) => place(one.lastIndex))),
      byteaArray(sorted.map((one) => one.digest)),
      jsonArray(rows.map((row) => row.claims)),
      jsonArray(rows.map((row) => row.since)),
      jsonArray(sorted.map((one) => (one.raw === null ? null : JSON.stringify(one.raw)))),
      jsonArray(sorted.map((one) => (one.held === null ? null : JSON.stringify(one.held)))),
      jsonArray(sorted.map((one) => (one.links === null ? null : JSON.stringify(one.links)))),
    ];
    return [tx.run(upsertSql, values)];
  };
}

const upsertSql = `
  insert into bailiwick.record (log_id, source, key, record_id, entity_id, linked_by, deleted, incarnation, position,
                                created, last_index, digest, claims, since, raw, held, links)
  select $1::int2, * from unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::bool[], $8::int4[], $9::text[],
                                 $10::int8[], $11::int8[], $12::bytea[], $13::json[], $14::json[], $15::json[], $16::json[], $17::json[])
  on conflict (log_id, source, key) do update set
    entity_id = excluded.entity_id, linked_by = excluded.linked_by, deleted = excluded.deleted,
    incarnation = excluded.incarnation, position = excluded.position, last_index = excluded.last_index,
    digest = excluded.digest, claims = excluded.claims, since = excluded.since, raw = excluded.raw, held = excluded.held,
    links = excluded.links`;

/** A value of a record that others match on or refer by, as its keyed hash. */
export interface LookupRow {
  readonly hash: Buffer;
  readonly record: RecordId;
  readonly entity: EntityId;
}

/** Replaces the lookups of some records; `stale` are those whose lookups change, `rows` what they hold from now on. */
export function writeLookups(log: number, stale: readonly RecordId[], rows: readonly LookupRow[]): Effect {
  return (tx) => {
    const sent: Promise<unknown>[] = [];
    if (stale.length > 0) {
      sent.push(
        tx.run("delete from bailiwick.lookup where log_id = $1 and record_id = any($2::uuid[])", [
          log,
          uuidArray(stale),
        ]),
      );
    }
    if (rows.length > 0)
      sent.push(
        tx.run(
          `insert into bailiwick.lookup (log_id, hash, record_id, entity_id)
           select $1::int2, * from unnest($2::bytea[], $3::uuid[], $4::uuid[]) on conflict do nothing`,
          [
            log,
            byteaArray(rows.map((row) => row.hash)),
            uuidArray(rows.map((row) => row.record)),
            uuidArray(rows.map((row) => row.entity)),
          ],
        ),
      );
    return sent;
  };
}

/** Keys of data subjects, wrapped under the master key. */
export function writeSubjectKeys(
  log: number,
  keys: readonly { readonly subject: string; readonly wrapped: Uint8Array }[],
): Effect {
  return (tx) => {
    if (keys.length === 0) return [];
    return [
      tx.run(
        `insert into bailiwick.subject_key (log_id, subject_id, wrapped)
         select $1::int2, * from unnest($2::uuid[], $3::bytea[])`,
        [log, uuidArray(keys.map((key) => key.subject)), byteaArray(keys.map((key) => key.wrapped))],
      ),
    ];
  };
}

/** Order of code units: the same everywhere, whatever the collation. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
