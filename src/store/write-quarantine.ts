import { byteaArray, int8Array, jsonbArray, textArray, uuidArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { Reader, Tx } from "./db.ts";

/** A record refused at the door; its bytes are sealed before they come here. */
export interface QuarantineRow {
  readonly id: string;
  readonly key: string | null;
  readonly line: number;
  /** `[{ code, message, fact? }, …]` */
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly fact?: string }[];
  readonly blob: Buffer;
  readonly digest: Buffer;
}

export interface QuarantineOf {
  readonly log: number;
  readonly source: string;
  readonly run: string | null;
  readonly position: string;
  readonly format: string;
  readonly columns: readonly string[] | null;
}

/** Puts records into quarantine; the same bytes of one source wait there once. */
export function writeQuarantine(of: QuarantineOf, rows: readonly QuarantineRow[]): Effect {
  return async (tx) => {
    if (rows.length === 0) return;
    await tx.run(
      `insert into bailiwick.quarantine (log_id, source, run_id, position, format, columns, quarantine_id, key, line, reasons, blob,
                                         digest, state, created_at)
       select $1::int2, $2, $3::uuid, $4, $5, $6::jsonb, id, key, line, reasons, blob, digest, 'open', clock_timestamp()
       from unnest($7::uuid[], $8::text[], $9::int8[], $10::jsonb[], $11::bytea[], $12::bytea[])
            as q (id, key, line, reasons, blob, digest)
       on conflict do nothing`,
      [
        of.log,
        of.source,
        of.run,
        of.position,
        of.format,
        of.columns === null ? null : JSON.stringify(of.columns),
        uuidArray(rows.map((row) => row.id)),
        textArray(rows.map((row) => row.key)),
        int8Array(rows.map((row) => row.line)),
        jsonbArray(rows.map((row) => JSON.stringify(row.reasons))),
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

/** What waits in the quarantine of a source under a key that is known, by id. */
export async function waitingKeysAfter(
  sql: Reader,
  log: number,
  source: string,
  after: string | null,
  limit: number,
): Promise<{ readonly id: string; readonly key: string }[]> {
  return sql.many<{ id: string; key: string }>(
    `select quarantine_id as id, key from bailiwick.quarantine
     where log_id = $1 and source = $2 and state = 'open' and key is not null and ($3::uuid is null or quarantine_id > $3)
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
