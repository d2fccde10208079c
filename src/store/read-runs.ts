import type { Reader } from "./db.ts";
import { momentOrNull, momentText } from "./moment-text.ts";
import type { RunAccount } from "./runs.ts";

export interface RunRead {
  readonly id: string;
  readonly kind: string;
  readonly source: string | null;
  readonly state: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly actor: string;
  readonly file: string | null;
  readonly asOf: string | null;
  readonly complete: boolean;
  readonly account: Partial<RunAccount>;
  readonly reason: string | null;
}

export interface RunQuestion {
  /** Sources that may be seen; `null` is all. */
  readonly sources: readonly string[] | null;
  readonly source: string | null;
  readonly state: string | null;
}

/** Runs, the latest first. */
export async function runsBack(
  sql: Reader,
  log: number,
  { sources, source, state }: RunQuestion,
  before: { readonly startedAt: string; readonly id: string } | null,
  limit: number,
): Promise<readonly RunRead[]> {
  const rows = await sql.many<RunRead & Record<string, unknown>>(
    `select ${columns} from bailiwick.run
     where log_id = $1 and ($2::text[] is null or source = any($2)) and ($3::text is null or source = $3)
       and ($4::text is null or state = $4)
       and ($5::timestamptz is null or started_at < $5 or (started_at = $5 and run_id > $6::uuid))
     order by started_at desc, run_id limit $7`,
    [log, sources, source, state, before?.startedAt ?? null, before?.id ?? null, limit],
  );
  return rows.map(runOf);
}

/** One run by its id. */
export async function runRead(sql: Reader, log: number, id: string): Promise<RunRead | undefined> {
  const row = await sql.one<RunRead & Record<string, unknown>>(
    `select ${columns} from bailiwick.run where log_id = $1 and run_id = $2`,
    [log, id],
  );
  return row && runOf(row);
}

const columns = `
  run_id as id, kind, source, state, started_at as "startedAt", ended_at as "endedAt", actor, file, as_of as "asOf", complete,
  account, reason`;

const runOf = (row: RunRead): RunRead => ({
  ...row,
  startedAt: momentText(row.startedAt),
  endedAt: momentOrNull(row.endedAt),
});
