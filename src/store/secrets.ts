import type { Reader, Tx } from "./db.ts";

/** A key of the whole log, wrapped under the master; `undefined` where it has not been made yet. */
export async function secretOf(sql: Reader, log: number, name: string): Promise<Buffer | undefined> {
  const row = await sql.one<{ wrapped: Buffer }>(
    "select wrapped from bailiwick.secret where log_id = $1 and name = $2",
    [log, name],
  );
  return row?.wrapped;
}

/** Keeps a key of the whole log, unless another process kept one first. */
export async function keepSecret(tx: Tx, log: number, name: string, wrapped: Uint8Array): Promise<void> {
  await tx.run(
    "insert into bailiwick.secret (log_id, name, wrapped) values ($1, $2, $3) on conflict do nothing",
    [log, name, wrapped],
  );
}

/** Whether anything was ever sealed: then a missing master key is a loss, and no new one is made in its place. */
export async function anythingSealed(sql: Reader): Promise<boolean> {
  const row = await sql.one<{ any: boolean }>("select exists (select from bailiwick.secret) as any");
  return row?.any ?? false;
}
