import { beginOf } from "../core/golden/validity.ts";
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
import { type Effect, type Placing, provisionalFrom } from "./commit.ts";
import { CopyRows, copyInto } from "./copy-rows.ts";
import type { Tx } from "./db.ts";
import { claimsToRow, positionToRow } from "./record-row.ts";
import type { StoredRecord } from "./state.ts";

/** Writes records as they now are: new ones and changed ones. */
export function writeRecords(log: number, records: readonly StoredRecord[]): Effect {
  return (tx, { place }) => {
    const sorted = records.toSorted((a, b) =>
      a.source !== b.source
        ? compareText(a.source, b.source)
        : compareText(a.key, b.key) || compareText(beginOf(a), beginOf(b)) || a.life - b.life,
    );
    const fresh = sorted.filter((one) => one.created >= provisionalFrom);
    const changed = sorted.filter((one) => one.created < provisionalFrom);
    return [tx.copy(newRecords(log, fresh, place)), ...changeRecords(tx, log, changed, place)];
  };
}

function newRecords(log: number, records: readonly StoredRecord[], place: Placing): CopyRows {
  const rows = new CopyRows(recordRow, { rows: records.length, bytesPerRow: 400 });
  for (const record of records) {
    const { claims, since } = claimsToRow(record.claims, record, place);
    rows.row();
    rows.int8(place(record.created));
    rows.int8(place(record.lastIndex));
    rows.int4(record.position.incarnation);
    rows.int4(record.life);
    rows.int2(log);
    rows.bool(record.deleted);
    rows.bool(record.former);
    rows.uuid(record.id);
    rows.uuid(record.entity);
    rows.text(record.source);
    rows.text(record.key);
    rows.text(beginOf(record));
    rows.text(record.valid?.to ?? null);
    rows.text(record.order);
    rows.text(record.linkedBy);
    rows.text(positionToRow(record.position));
    rows.bytes(record.digest);
    rows.text(claims);
    rows.text(since);
    rows.text(jsonOrNull(record.raw));
    rows.text(jsonOrNull(record.held));
    rows.text(jsonOrNull(record.links));
  }
  return rows;
}

const recordRow = copyInto({
  table: "record",
  columns: [
    ...[
      "created",
      "last_index",
      ...["incarnation", "life"],
      "log_id",
      ...["deleted", "former"],
      "record_id",
      "entity_id",
      "source",
      "key",
      ...["valid_from", "valid_to", "valid_order"],
    ],
    ...["linked_by", "position", "digest", "claims", "since", "raw", "held", "links"],
  ],
});

const jsonOrNull = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

function changeRecords(
  tx: Tx,
  log: number,
  records: readonly StoredRecord[],
  place: Placing,
): Promise<unknown>[] {
  if (records.length === 0) return [];
  const rows = records.map((record) => claimsToRow(record.claims, record, place));
  const values = [
    log,
    textArray(records.map((one) => one.source)),
    textArray(records.map((one) => one.key)),
    uuidArray(records.map((one) => one.id)),
    uuidArray(records.map((one) => one.entity)),
    textArray(records.map((one) => one.linkedBy)),
    boolArray(records.map((one) => one.deleted)),
    int4Array(records.map((one) => one.position.incarnation)),
    textArray(records.map((one) => positionToRow(one.position))),
    int8Array(records.map((one) => place(one.created))),
    int8Array(records.map((one) => place(one.lastIndex))),
    byteaArray(records.map((one) => one.digest)),
    jsonArray(rows.map((row) => row.claims)),
    jsonArray(rows.map((row) => row.since)),
    jsonArray(records.map((one) => jsonOrNull(one.raw))),
    jsonArray(records.map((one) => jsonOrNull(one.held))),
    jsonArray(records.map((one) => jsonOrNull(one.links))),
    textArray(records.map(beginOf)),
    textArray(records.map((one) => one.valid?.to ?? null)),
    textArray(records.map((one) => one.order)),
    int4Array(records.map((one) => one.life)),
    boolArray(records.map((one) => one.former)),
  ];
  return [tx.run(upsertSql, values)];
}

// By `on conflict`, though all of them are there: it looks each one up in the key's index. Of an `update … from unnest` the
// planner may think that reading the whole table is as good, while it knows little of it.
const upsertSql = {
  name: "write-records",
  text: `
  insert into bailiwick.record (log_id, source, key, record_id, entity_id, linked_by, deleted, incarnation, position,
                                created, last_index, digest, claims, since, raw, held, links, valid_from, valid_to, valid_order, life, former)
  select $1::int2, * from unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::bool[], $8::int4[], $9::text[],
                                 $10::int8[], $11::int8[], $12::bytea[], $13::json[], $14::json[], $15::json[], $16::json[], $17::json[],
                                 $18::text[], $19::text[], $20::text[], $21::int4[], $22::bool[])
  on conflict (log_id, source, key, valid_from, life) do update set
    entity_id = excluded.entity_id, linked_by = excluded.linked_by, deleted = excluded.deleted,
    incarnation = excluded.incarnation, position = excluded.position, last_index = excluded.last_index,
    digest = excluded.digest, claims = excluded.claims, since = excluded.since, raw = excluded.raw, held = excluded.held,
    links = excluded.links, valid_to = excluded.valid_to, valid_order = excluded.valid_order, former = excluded.former`,
};

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
    sent.push(tx.copy(newLookups(log, rows)));
    return sent;
  };
}

function newLookups(log: number, lookups: readonly LookupRow[]): CopyRows {
  const rows = new CopyRows(lookupRow, { rows: lookups.length, bytesPerRow: 60 });
  for (const { hash, record, entity } of lookups) {
    rows.row();
    rows.int2(log);
    rows.bytes(hash);
    rows.uuid(record);
    rows.uuid(entity);
  }
  return rows;
}

const lookupRow = copyInto({ table: "lookup", columns: ["log_id", "hash", "record_id", "entity_id"] });

/** Keys of data subjects, wrapped under the master key. */
export function writeSubjectKeys(
  log: number,
  keys: readonly { readonly subject: string; readonly wrapped: Uint8Array }[],
): Effect {
  return (tx) => {
    const rows = new CopyRows(subjectKeyRow, { rows: keys.length, bytesPerRow: 90 });
    for (const { subject, wrapped } of keys) {
      rows.row();
      rows.int2(log);
      rows.uuid(subject);
      rows.bytes(wrapped);
    }
    return [tx.copy(rows)];
  };
}

const subjectKeyRow = copyInto({ table: "subject_key", columns: ["log_id", "subject_id", "wrapped"] });

/** Order of code units: the same everywhere, whatever the collation. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
