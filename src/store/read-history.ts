import { decodeHeader } from "../core/log/header.ts";
import { uuidFromBase64url } from "../core/log/uuid.ts";
import { int8Array } from "./binary-array.ts";
import type { Reader } from "./db.ts";
import { safeInteger } from "./safe-integer.ts";

/** One entry as it is stored. */
export interface EntryRow {
  readonly index: number;
  readonly header: Buffer;
  readonly salt: Buffer | null;
  readonly body: Buffer | null;
}

interface StoredEntryRow {
  readonly index: string;
  readonly header: Buffer;
  readonly salt: Buffer | null;
  readonly body: Buffer | null;
  readonly [column: string]: unknown;
}

const entryOf = ({ index, header, salt, body }: StoredEntryRow): EntryRow => ({
  index: safeInteger(index),
  header,
  salt,
  body,
});

/** The entries of an entity, newest first, from one index on: a walk along the chain of previous entries. */
export async function entriesBack(
  sql: Reader,
  log: number,
  from: number,
  limit: number,
): Promise<readonly (EntryRow & { readonly previous: number })[]> {
  const rows = await sql.many<StoredEntryRow & { previous: string }>(
    {
      name: "entries-back",
      text: `with recursive chain (index, previous, header, salt, body, steps) as (
         select index, previous, header, salt, body, 1 from bailiwick.entry where log_id = $1 and index = $2
         union all
         select e.index, e.previous, e.header, e.salt, e.body, chain.steps + 1
         from chain join bailiwick.entry e on e.log_id = $1 and e.index = chain.previous
         where chain.previous > 0 and chain.steps < $3)
       select index, previous, header, salt, body from chain order by index desc`,
    },
    [log, from, limit],
  );
  return rows.map((row) => ({ ...entryOf(row), previous: safeInteger(row.previous) }));
}

/** The entries of a range of indexes, in their order. */
export async function entriesFrom(
  sql: Reader,
  log: number,
  from: number,
  limit: number,
): Promise<readonly (EntryRow & { readonly previous: number })[]> {
  const rows = await sql.many<StoredEntryRow & { previous: string }>(
    {
      name: "entries-from",
      text: `select index, previous, header, salt, body from bailiwick.entry
             where log_id = $1 and index >= $2 order by index limit $3`,
    },
    [log, from, limit],
  );
  return rows.map((row) => ({ ...entryOf(row), previous: safeInteger(row.previous) }));
}

/** The entries of some indexes, in their order. */
export async function entriesAt(
  sql: Reader,
  log: number,
  indexes: readonly number[],
): Promise<readonly EntryRow[]> {
  const rows = await sql.many<StoredEntryRow>(
    `select index, header, salt, body from bailiwick.entry
     where log_id = $1 and index = any($2::int8[]) order by index`,
    [log, int8Array(indexes)],
  );
  return rows.map(entryOf);
}

/** A sealed blob of an entry. */
export interface SealedRow {
  readonly index: number;
  readonly subject: string;
  readonly blob: Buffer;
}

/** The sealed blobs of some entries. */
export async function sealedOf(
  sql: Reader,
  log: number,
  indexes: readonly number[],
): Promise<readonly SealedRow[]> {
  if (indexes.length === 0) return [];
  const rows = await sql.many<{
    index: string;
    subject_id: string | null;
    blob: Buffer;
    header: Buffer | null;
  }>(
    {
      name: "sealed-of",
      text: `select index, subject_id, blob,
                    case when subject_id is null
                         then (select header from bailiwick.entry e where e.log_id = s.log_id and e.index = s.index) end as header
             from bailiwick.sealed s where log_id = $1 and index = any($2::int8[]) order by index, ordinal`,
    },
    [log, int8Array([...indexes])],
  );
  return rows.map(({ index, subject_id, blob, header }) => ({
    index: safeInteger(index),
    subject: subject_id ?? recordNamed(header) ?? nobody,
    blob,
  }));
}

/** The record that a header names; `null` where it names none, or was damaged, which whoever reads the entry itself tells. */
export function recordNamed(header: Buffer | null): string | null {
  const decoded = header === null ? null : decodeHeader(header);
  return decoded?.ok && decoded.value.record !== null ? uuidFromBase64url(decoded.value.record) : null;
}

/** Has no key. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** The headers of some entries, in no order. */
export async function headersOf(
  sql: Reader,
  log: number,
  indexes: readonly number[],
): Promise<readonly Buffer[]> {
  if (indexes.length === 0) return [];
  const rows = await sql.many<{ header: Buffer }>(
    "select header from bailiwick.entry where log_id = $1 and index = any($2::int8[])",
    [log, int8Array([...indexes])],
  );
  return rows.map((row) => row.header);
}
