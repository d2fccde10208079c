import type { Reader } from "./db.ts";
import { safeInteger } from "./safe-integer.ts";
import type { QuarantineText } from "./write-quarantine.ts";

/** A row in quarantine with what it is held against. */
export interface QuarantineAsStored extends QuarantineText {
  readonly state: string;
  readonly retry: string | null;
  readonly rowDigest: Buffer;
  /** Whether the run that set it aside is there, the one that took it up again, and the key of its bytes. */
  readonly hasRun: boolean;
  readonly hasRetry: boolean;
  readonly hasKey: boolean;
}

/** The next rows in quarantine, those that are no longer waited for too, in the order of their ids. */
export async function quarantineTextsAfter(
  sql: Reader,
  log: number,
  after: string | null,
  limit: number,
): Promise<readonly QuarantineAsStored[]> {
  const rows = await sql.many<Omit<QuarantineAsStored, "line"> & { readonly line: string }>(
    `select quarantine_id as id, source, run_id as run, line, position, format, reasons, encode(sha256(about), 'hex') as about,
            encode(sha256(blob), 'hex') as blob, encode(digest, 'hex') as digest, state, retry_run_id as retry,
            row_digest as "rowDigest",
            run_id is null or exists (select from bailiwick.run r where r.log_id = q.log_id and r.run_id = q.run_id) as "hasRun",
            retry_run_id is null
              or exists (select from bailiwick.run r where r.log_id = q.log_id and r.run_id = q.retry_run_id) as "hasRetry",
            exists (select from bailiwick.subject_key k
                    where k.log_id = q.log_id and k.subject_id = q.quarantine_id) as "hasKey"
     from bailiwick.quarantine q where log_id = $1 and ($2::uuid is null or quarantine_id > $2) order by quarantine_id limit $3`,
    [log, after, limit],
  );
  return rows.map((row) => ({ ...row, line: safeInteger(row.line) }));
}
