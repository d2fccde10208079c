import { hash } from "node:crypto";
import { byteaArray, int8Array, jsonbArray, uuidArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { Reader, Tx } from "./db.ts";
import type { KeyedHash } from "./keyed-hash.ts";

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

/** What the digest of a row in quarantine is made of: blobs by their hashes. */
export interface QuarantineText extends Pick<QuarantineRow, "id" | "line" | "reasons"> {
  readonly source: string;
  readonly run: string | null;
  readonly position: string;
  readonly format: string;
  /** In hexadecimal digits. */
  readonly about: string;
  readonly blob: string;
  readonly digest: string;
}

/** The digest of a row in quarantine as it came there. */
export function quarantineDigest(keyed: KeyedHash, row: QuarantineText): Buffer {
  const { id, source, run, line, position, format, about, blob, digest } = row;
  const reasons = row.reasons.map(({ code, message, fact }) => [code, message, fact ?? null]);
  return keyed(JSON.stringify([id, source, run, line, position, format, reasons, about, blob, digest]));
}

/** The digest of a row that is no longer waited for, from the one that it had: how it left, and by which run. */
export const leftDigest = (keyed: KeyedHash, before: Buffer, state: string, retry: string | null): Buffer =>
  keyed(JSON.stringify([before.toString("hex"), state, retry]));

const sha256 = (bytes: Uint8Array): string => hash("sha256", bytes, "hex");

export interface QuarantineOf {
  readonly log: number;
  readonly source: string;
  readonly run: string | null;
  readonly position: string;
  readonly format: string;
}

/** Puts records into quarantine; the same bytes of one source wait there once. */
export function writeQuarantine(of: QuarantineOf, rows: readonly QuarantineRow[], keyed: KeyedHash): Effect {
  return async (tx) => {
    if (rows.length === 0) return;
    await tx.run(
      `insert into bailiwick.quarantine (log_id, source, run_id, position, format, quarantine_id, line, reasons, about, blob, digest,
                                         row_digest, state, created_at)
       select $1::int2, $2, $3::uuid, $4, $5, id, line, reasons, about, blob, digest, row_digest, 'open', clock_timestamp()
       from unnest($6::uuid[], $7::int8[], $8::jsonb[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bytea[])
            as q (id, line, reasons, about, blob, digest, row_digest)
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
        byteaArray(
          rows.map(({ about, blob, digest, ...row }) =>
            quarantineDigest(keyed, {
              ...of,
              ...row,
              ...{ about: sha256(about), blob: sha256(blob), digest: digest.toString("hex") },
            }),
          ),
        ),
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

/** Something that waits in quarantine, with what is sealed of its key. */
export interface Waiting {
  readonly id: string;
  readonly about: Buffer;
  readonly rowDigest: Buffer;
}

/** What waits in the quarantine of a source, by id. */
export async function waitingAfter(
  sql: Reader,
  log: number,
  source: string,
  after: string | null,
  limit: number,
): Promise<Waiting[]> {
  return sql.many<Waiting & Record<string, unknown>>(
    `select quarantine_id as id, about, row_digest as "rowDigest" from bailiwick.quarantine
     where log_id = $1 and source = $2 and state = 'open' and ($3::uuid is null or quarantine_id > $3)
     order by quarantine_id limit $4`,
    [log, source, after, limit],
  );
}

/** These are no longer waited for: newer rows under their keys came in. */
export async function supersedeQuarantine(
  tx: Tx,
  log: number,
  rows: readonly Waiting[],
  keyed: KeyedHash,
): Promise<void> {
  await tx.run(
    `update bailiwick.quarantine q set state = 'superseded', ended_at = clock_timestamp(), row_digest = mended.row_digest
     from unnest($2::uuid[], $3::bytea[]) as mended (id, row_digest)
     where log_id = $1 and quarantine_id = mended.id and state = 'open'`,
    [
      log,
      uuidArray(rows.map(({ id }) => id)),
      byteaArray(rows.map(({ rowDigest }) => leftDigest(keyed, rowDigest, "superseded", null))),
    ],
  );
}

/** Marks a record in quarantine as taken up again by a run, with the change that took it up. */
export function endQuarantine(
  log: number,
  { id, run }: { readonly id: string; readonly run: string },
  keyed: KeyedHash,
): Effect {
  return async (tx) => {
    const row = await tx.one<{ digest: Buffer }>(
      `select row_digest as digest from bailiwick.quarantine
       where log_id = $1 and quarantine_id = $2 and state = 'open' for update`,
      [log, id],
    );
    if (row === undefined) return;
    await tx.run(
      `update bailiwick.quarantine set state = 'retried', ended_at = clock_timestamp(), retry_run_id = $3, row_digest = $4
       where log_id = $1 and quarantine_id = $2`,
      [log, id, run, leftDigest(keyed, row.digest, "retried", run)],
    );
  };
}
