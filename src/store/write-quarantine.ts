import { byteaArray, int8Array, jsonbArray, uuidArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { Reader, Tx } from "./db.ts";

/** A record refused at the door; its bytes, key and header are sealed before they come here. */
export interface QuarantineRow {
  readonly id: string;
  readonly line: number;
  /** `[{ code, message, fact? }, …]` */
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly fact?: string }[];
  readonly about: Buffer;
  readonly blob: Buffer;
  readonly digest: Buffer;
}

export interface QuarantineOf {
  readonly log: number;
  readonly source: string;
  readonly run: string | null;
  readonly position: string;
  readonly format: string;
}

/** Puts records into quarantine; the same bytes of one source wait there once. */
export function writeQuarantine(of: QuarantineOf, rows: readonly QuarantineRow[]): Effect {
  return async (tx) => {
    if (rows.length === 0) return;
    await tx.run(
      `insert into bailiwick.quarantine (log_id, source, run_id, position, format, quarantine_id, line, reasons, about, blob, digest,
                                         state, created_at)
       select $1::int2, $2, $3::uuid, $4, $5, id, line, reasons, about, blob, digest, 'open', clock_timestamp()
       from unnest($6::uuid[], $7::int8[], $8::jsonb[], $9::bytea[], $10::bytea[], $11::bytea[])
            as q (id, line, reasons, about, blob, digest)
       on conflict do nothing`,
      [
        of.log,
        of.source,
        of.run,
        of.position,
        of.format,
        uuidArray(rows.map((row) => row.id)),
        int8Array(rows.map((row) => row.line)),
        jsonbArray(rows.map((row) => JSON.stringify(row.reasons))),
        byteaArray(rows.map((row) => row.about)),
        byteaArray(rows.map((row) => row.blob)),
        byteaArray(rows.map((row) => row.digest)),
      ],
    );
  };
}

/** Which of some digests stand for bytes that wait in the quarantine of a source already. */
export async function quarantinedDigests(
  sql: Reader,
  log: number,
  source: string,
  digests: readonly Buffer[],
): Promise<Buffer[]> {
  const rows = await sql.many<{ digest: Buffer }>(
    `select digest from bailiwick.quarantine
     where log_id = $1 and source = $2 and state = 'open' and digest = any($3::bytea[]) order by digest`,
    [log, source, byteaArray(digests)],
  );
  return rows.map((row) => row.digest);
}

/** What waits in the quarantine of a source, by id, with what is sealed of its key. */
export async function waitingAfter(
  sql: Reader,
  log: number,
  source: string,
  after: string | null,
  limit: number,
): Promise<{ readonly id: string; readonly about: Buffer }[]> {
  return sql.many<{ id: string; about: Buffer }>(
    `select quarantine_id as id, about from bailiwick.quarantine
     where log_id = $1 and source = $2 and state = 'open' and ($3::uuid is null or quarantine_id > $3)
     order by quarantine_id limit $4`,
    [log, source, after, limit],
  );
}

/** These are no longer waited for: newer rows under their keys came in. */
export async function supersedeQuarantine(tx: Tx, log: number, ids: readonly string[]): Promise<void> {
  await tx.run(
    `update bailiwick.quarantine set state = 'superseded', ended_at = clock_timestamp()
     where log_id = $1 and quarantine_id = any($2::uuid[]) and state = 'open'`,
    [log, uuidArray(ids)],
  );
}
