import type { Reader } from "./db.ts";
import { momentOrNull, momentText } from "./moment-text.ts";

export interface QuarantineRead {
  readonly id: string;
  readonly source: string;
  readonly run: string | null;
  readonly line: number;
  readonly position: string;
  readonly format: string;
  readonly about: Buffer;
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly fact?: string }[];
  readonly state: "open" | "retried" | "superseded";
  readonly createdAt: string;
  readonly endedAt: string | null;
}

export interface QuarantineQuestion {
  /** Sources that may be seen; `null` is all. */
  readonly sources: readonly string[] | null;
  readonly source: string | null;
  readonly run: string | null;
  readonly state: QuarantineRead["state"];
}

/** Records in quarantine, in the order in which they came there. */
export async function quarantineAfter(
  sql: Reader,
  log: number,
  { sources, source, run, state }: QuarantineQuestion,
  after: string | null,
  limit: number,
): Promise<readonly QuarantineRead[]> {
  const rows = await sql.many<Row>(
    `select ${columns} from bailiwick.quarantine
     where log_id = $1 and state = $2 and ($3::text[] is null or source = any($3)) and ($4::text is null or source = $4)
       and ($5::uuid is null or run_id = $5) and ($6::uuid is null or quarantine_id > $6)
     order by quarantine_id limit $7`,
    [log, state, sources, source, run, after, limit],
  );
  return rows.map(quarantineOf);
}

/** One record in quarantine with its sealed bytes. */
export async function quarantined(
  sql: Reader,
  log: number,
  id: string,
): Promise<(QuarantineRead & { readonly blob: Buffer }) | undefined> {
  const row = await sql.one<Row & { blob: Buffer }>(
    `select ${columns}, blob from bailiwick.quarantine where log_id = $1 and quarantine_id = $2`,
    [log, id],
  );
  return row && { ...quarantineOf(row), blob: row.blob };
}

/** Who loaded the records that these runs took out of quarantine. */
export async function loadersOfRetried(sql: Reader, log: number, runs: readonly string[]): Promise<string[]> {
  if (runs.length === 0) return [];
  const rows = await sql.many<{ actor: string }>(
    `select r.actor from bailiwick.quarantine q
     join bailiwick.run r on r.log_id = q.log_id and r.run_id = q.run_id
     where q.log_id = $1 and q.retry_run_id = any($2::uuid[]) order by q.quarantine_id`,
    [log, runs],
  );
  return rows.map(({ actor }) => actor);
}

const columns = `
  quarantine_id, source, run_id, line, position, format, about, reasons, state, created_at, ended_at`;

interface Row {
  readonly [column: string]: unknown;
  readonly quarantine_id: string;
  readonly source: string;
  readonly run_id: string | null;
  readonly line: string;
  readonly position: string;
  readonly format: string;
  readonly about: Buffer;
  readonly reasons: QuarantineRead["reasons"];
  readonly state: QuarantineRead["state"];
  readonly created_at: string;
  readonly ended_at: string | null;
}

const quarantineOf = (row: Row): QuarantineRead => ({
  id: row.quarantine_id,
  source: row.source,
  run: row.run_id,
  line: Number(row.line),
  position: row.position,
  format: row.format,
  about: row.about,
  reasons: row.reasons,
  state: row.state,
  createdAt: momentText(row.created_at),
  endedAt: momentOrNull(row.ended_at),
});
