import type { Reader, Tx } from "./db.ts";
import type { KeyedHash } from "./keyed-hash.ts";

/** What a run did, in numbers. */
export interface RunAccount {
  readonly read: number;
  readonly applied: number;
  readonly unchanged: number;
  readonly older: number;
  /** Pairs of a crosswalk that wait for a record that has not come yet. */
  readonly waiting: number;
  readonly quarantined: number;
  /** Values of applied records that could not be read: the last good claim of each such fact stands. */
  readonly heldBack: number;
  readonly deleted: number;
  readonly entitiesCreated: number;
  readonly factsChanged: number;
  readonly divergencesOpened: number;
  readonly divergencesClosed: number;
  readonly seconds: number;
}

export interface RunStart {
  readonly id: string;
  readonly kind: "load" | "crosswalk" | "retry";
  readonly source: string | null;
  readonly actor: string;
  readonly file: string | null;
  readonly asOf: string | null;
  readonly complete: boolean;
}

export type RunState = "running" | "done" | "held" | "passed" | "failed" | "discarded";

/** Remembers that a run began. */
export async function startRun(tx: Tx, log: number, run: RunStart): Promise<void> {
  await tx.run(
    `insert into bailiwick.run (log_id, run_id, kind, source, state, started_at, actor, file, as_of, complete)
     values ($1, $2, $3, $4, 'running', clock_timestamp(), $5, $6, $7, $8)`,
    [log, run.id, run.kind, run.source, run.actor, run.file, run.asOf, run.complete],
  );
}

export interface RunEnd {
  readonly id: string;
  readonly state: RunState;
  readonly account: RunAccount;
  readonly reason: string | null;
  readonly spool: string | null;
}

/** How a run ended, or why it waits. */
export async function endRun(tx: Tx, log: number, run: RunEnd, keyed: KeyedHash): Promise<void> {
  await tx.run(
    `update bailiwick.run set state = $3, account = $4, reason = $5, spool = $6, ended_at = clock_timestamp()
     where log_id = $1 and run_id = $2`,
    [log, run.id, run.state, JSON.stringify(run.account), run.reason, run.spool],
  );
  await keepDigest(tx, log, run.id, keyed);
}

/** What the digest of a run is made of: all that its row says, and how many rows in quarantine are of it. */
export interface RunText {
  readonly id: string;
  readonly state: RunState;
  readonly text: string;
  readonly aside: number;
  readonly digest: Buffer | null;
}

/** Runs after one of them, in the order of their ids. */
export async function runTextsAfter(
  sql: Reader,
  log: number,
  after: string | null,
  limit: number,
): Promise<readonly RunText[]> {
  return sql.many<RunText & Record<string, unknown>>(
    `select ${runText} from bailiwick.run r where log_id = $1 and ($2::uuid is null or run_id > $2) order by run_id limit $3`,
    [log, after, limit],
  );
}

// Moments without a zone, which the session would choose.
const runText = `run_id as id, state, row_digest as digest,
  (select count(*)::integer from bailiwick.quarantine q where q.log_id = r.log_id and q.run_id = r.run_id) as aside,
  jsonb_build_array(run_id, kind, source, state, started_at at time zone 'UTC', ended_at at time zone 'UTC', actor, file, as_of,
                    complete, account, reason, spool)::text as text`;

/** The digest of a run of which so many rows were in quarantine when it was made. */
export const runDigest = (keyed: KeyedHash, { text }: Pick<RunText, "text">, aside: number): Buffer =>
  keyed(`${aside} ${text}`);

async function keepDigest(tx: Tx, log: number, id: string, keyed: KeyedHash): Promise<void> {
  const run = await tx.one<RunText & Record<string, unknown>>(
    `select ${runText} from bailiwick.run r where log_id = $1 and run_id = $2`,
    [log, id],
  );
  if (run === undefined) return;
  const digest = runDigest(keyed, run, run.aside);
  await tx.run("update bailiwick.run set row_digest = $3 where log_id = $1 and run_id = $2", [
    log,
    id,
    digest,
  ]);
}

/** A run that begins and ends in one transaction: nobody ever finds it under way, so nobody holds it. */
export async function writeWholeRun(
  tx: Tx,
  log: number,
  { start, end }: { readonly start: RunStart; readonly end: RunEnd },
  keyed: KeyedHash,
): Promise<void> {
  await startRun(tx, log, start);
  await endRun(tx, log, end, keyed);
}

export interface RunRow {
  readonly id: string;
  readonly kind: RunStart["kind"];
  readonly source: string | null;
  readonly state: RunState;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly actor: string;
  readonly file: string | null;
  readonly asOf: string | null;
  readonly complete: boolean;
  readonly account: RunAccount;
  readonly reason: string | null;
  readonly spool: string | null;
}

const runColumns = `
  run_id as id, kind, source, state, started_at as "startedAt", ended_at as "endedAt", actor, file, as_of as "asOf", complete,
  account, reason, spool`;

export async function runOf(sql: Reader, log: number, id: string): Promise<RunRow | undefined> {
  return sql.one<RunRow & Record<string, unknown>>(
    `select ${runColumns} from bailiwick.run where log_id = $1 and run_id = $2`,
    [log, id],
  );
}

/** How far a source has been taken. */
export interface Cursor {
  readonly incarnation: number;
  readonly position: string;
  readonly loads: number;
}

export async function cursorOf(sql: Reader, log: number, source: string): Promise<Cursor | undefined> {
  const row = await sql.one<{ incarnation: number; position: string; loads: string }>(
    "select incarnation, position, loads from bailiwick.cursor where log_id = $1 and source = $2",
    [log, source],
  );
  return row && { ...row, loads: Number(row.loads) };
}

/** Moves the cursor of a source; never back. */
export async function moveCursor(
  tx: Tx,
  log: number,
  source: string,
  to: { readonly incarnation: number; readonly position: string },
): Promise<void> {
  await tx.run(
    `insert into bailiwick.cursor (log_id, source, incarnation, position, loads, updated_at)
     values ($1, $2, $3, $4, 1, clock_timestamp())
     on conflict (log_id, source) do update set
       incarnation = excluded.incarnation, position = excluded.position, loads = cursor.loads + 1, updated_at = excluded.updated_at
     where (cursor.incarnation, cursor.position) < (excluded.incarnation, excluded.position)`,
    [log, source, to.incarnation, to.position],
  );
}

/** The database's clock, in UTC with microseconds: what dates a file that says no date of its own. */
export async function databaseNow(sql: Reader): Promise<string> {
  const row = await sql.one<{ now: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
  );
  return row?.now ?? "";
}

/** One slice of a key; of a record that is not dated `from` is empty. */
export interface LivingSlice {
  readonly key: string;
  readonly from: string;
}

/** The living records of a source, a page at a time in the order of their keys, all slices of each. */
export async function livingAfter(
  sql: Reader,
  log: number,
  source: string,
  after: LivingSlice,
  limit: number,
): Promise<readonly LivingSlice[]> {
  return sql.many<LivingSlice & Record<string, unknown>>(
    `select key, valid_from as "from" from bailiwick.record
     where log_id = $1 and source = $2 and not deleted and (key, valid_from) > ($3, $4) order by key, valid_from limit $5`,
    [log, source, after.key, after.from, limit],
  );
}

/** The runs that are under way, or were left behind by a process that is no more. */
export async function runningRuns(sql: Reader, log: number): Promise<readonly string[]> {
  const rows = await sql.many<{ id: string }>(
    "select run_id as id from bailiwick.run where log_id = $1 and state = 'running' order by run_id",
    [log],
  );
  return rows.map((row) => row.id);
}

/** Ends a run that was left behind: one that was held and being let pass is held again, any other failed. 0 where it had ended. */
export async function endBrokenRun(tx: Tx, log: number, run: string, keyed: KeyedHash): Promise<number> {
  const ended = await tx.run(
    `update bailiwick.run set
       state = case when spool is null then 'failed' else 'held' end,
       reason = case when spool is null then 'It was broken off with the server or its database; what was applied by then stays.' else reason end,
       ended_at = coalesce(ended_at, clock_timestamp())
     where log_id = $1 and run_id = $2 and state = 'running'`,
    [log, run],
  );
  if (ended > 0) await keepDigest(tx, log, run, keyed);
  return ended;
}

/** Moves a held run on, so that no one else does; `false` where it is not held (any more). */
export async function claimHeldRun(
  tx: Tx,
  log: number,
  { id, to }: { readonly id: string; readonly to: "running" | "discarded" },
  keyed: KeyedHash,
): Promise<boolean> {
  const changed = await tx.run(
    "update bailiwick.run set state = $3 where log_id = $1 and run_id = $2 and state = 'held'",
    [log, id, to],
  );
  if (changed === 1) await keepDigest(tx, log, id, keyed);
  return changed === 1;
}

/** The files that held runs wait with, and that those which were let pass are reading. */
export async function spoolFiles(sql: Reader, log: number): Promise<readonly string[]> {
  const rows = await sql.many<{ spool: string }>(
    "select spool from bailiwick.run where log_id = $1 and state in ('held', 'running') and spool is not null order by run_id",
    [log],
  );
  return rows.map((row) => row.spool);
}
