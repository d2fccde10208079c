import { byteaArray, uuidArray } from "./binary-array.ts";
import type { Reader, Tx } from "./db.ts";

export interface WrappedKey {
  readonly subject: string;
  readonly wrapped: Buffer;
}

/** Subject keys that are not wrapped under the master of this id (8 bytes as 16 hex digits), a page at a time. */
export async function keysNotUnder(
  sql: Reader,
  log: number,
  masterId: string,
  after: string | null,
  limit: number,
): Promise<WrappedKey[]> {
  const rows = await sql.many<{ subject_id: string; wrapped: Buffer }>(
    `select subject_id, wrapped from bailiwick.subject_key
     where log_id = $1 and ($3::uuid is null or subject_id > $3) and substring(wrapped from 1 for 8) <> decode($2, 'hex')
     order by subject_id limit $4`,
    [log, masterId, after, limit],
  );
  return rows.map((row) => ({ subject: row.subject_id, wrapped: row.wrapped }));
}

/** Puts re-wrapped keys in the place of the old ones; a key destroyed meanwhile stays destroyed. */
export async function replaceKeys(tx: Tx, log: number, keys: readonly WrappedKey[]): Promise<number> {
  return tx.run(
    `update bailiwick.subject_key k set wrapped = n.wrapped
     from unnest($2::uuid[], $3::bytea[]) as n (subject_id, wrapped)
     where k.log_id = $1 and k.subject_id = n.subject_id`,
    [log, uuidArray(keys.map((one) => one.subject)), byteaArray(keys.map((one) => one.wrapped))],
  );
}

/** Replaces a key of the whole log by the same key, wrapped anew. */
export async function replaceSecret(tx: Tx, log: number, name: string, wrapped: Uint8Array): Promise<void> {
  await tx.run("update bailiwick.secret set wrapped = $3 where log_id = $1 and name = $2", [
    log,
    name,
    wrapped,
  ]);
}
