import { randomUUID } from "node:crypto";
import pg from "pg";
import type { EntityId } from "../core/ids.ts";
import type { PreparedHeader } from "../core/log/header.ts";
import type { WorldMoment } from "../core/value/world-moment.ts";
import { invariant } from "../errors.ts";
import { commitsKept } from "../limits.ts";
import { CopyRows, copyInto } from "./copy-rows.ts";
import type { Reader, Tx } from "./db.ts";
import { safeInteger } from "./safe-integer.ts";

/**
 * Indexes are given under the lock, after everything has been prepared. Until then the entries of one group are counted
 * from here, above every real index, so that what is compared while preparing compares as it will when placed.
 */
export const provisionalFrom = 2 ** 52;

/** The real index of a provisional one; a real one is itself. */
export type Placing = (index: number) => number;

/** A header that lacks only its place, and the body that it carries the hash of. */
export interface SealedBody {
  readonly header: PreparedHeader;
  readonly body: Buffer;
}

/** One entry, complete but for its place. */
export interface DraftEntry {
  readonly entity: EntityId | null;
  /** The entity's previous entry: real, provisional, or 0. */
  readonly previous: number;
  readonly version: number;
  readonly salt: Buffer;
  /** Nearly always written before the lock; only a body that names another entry of its group waits for its index. */
  written(place: Placing): SealedBody;
  readonly sealed: readonly SealedDraft[];
}

export interface SealedDraft {
  /** `null`: the record that the entry's header names. */
  readonly subject: string | null;
  readonly retentionClass: string | null;
  readonly blob: Uint8Array;
}

/** What became known under the lock. */
export interface Placed {
  readonly place: Placing;
  /** UTC with microseconds, the same for every entry of the group. */
  readonly recordedAt: string;
  /** The index of the first entry of the group, and the one after its last. */
  readonly first: number;
  readonly next: number;
}

/**
 * Rows that a change writes beside its entries, in the same transaction. One that gives a list has sent all that it sends, in
 * the order of the effects. One that gives a promise may send more once it has been answered, behind all the others.
 */
export type Effect = (tx: Tx, placed: Placed) => readonly Promise<unknown>[] | Promise<void>;

export interface Changes {
  readonly log: number;
  readonly entries: readonly DraftEntry[];
  readonly effects: readonly Effect[];
}

/** How far a log has come. */
export interface Head {
  /** The index of the next entry. */
  readonly next: number;
  /** Commits so far, those without an entry too. */
  readonly commits: number;
  /** The last commit, told from any other that might have been made in its place. */
  readonly mark: string;
  /** The entry that applied the model in force; 0 before the first. */
  readonly modelAt: number;
  /** The moment up to which days have come due; `""` before the first. */
  readonly calendar: WorldMoment;
  /** What the next entries carry: the later of the database's clock, when it was asked, and what the last ones carry. */
  readonly recordedAt: string;
}

/** Locks the head of a log for the rest of the transaction, and reads the moment that its next entries carry. */
export async function lockHead(tx: Tx, log: number): Promise<Head> {
  // NOTE: two statements. One alone would see the log as it was before it waited for the lock.
  const locked = tx.one<{ model_at: string; calendar: string }>(lockHeadSql, [log]);
  const stands = tx.one<Omit<HeadRow, "model_at" | "calendar">>(standsSql, [log]);
  const [head, last] = await Promise.all([locked, stands]);
  invariant(head !== undefined && last !== undefined, "every log has a head");
  return headFromRow({ ...head, ...last });
}

const lockHeadSql = {
  name: "lock-head",
  text: "select model_at, calendar from bailiwick.log_head where log_id = $1 for update",
};
const standing = `commits, mark, next_index,
  to_char(greatest(clock_timestamp(), recorded_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at`;
const standsSql = {
  name: "head-stands",
  text: `select ${standing} from bailiwick.log_commit where log_id = $1 order by commits desc limit 1`,
};

/** The head of a log, as last committed: whoever reads it before its other reads knows how old those are. */
export async function headOf(sql: Reader, log: number): Promise<Head> {
  const row = await sql.one<HeadRow & Record<string, unknown>>(headSql, [log]);
  invariant(row !== undefined, "every log has a head");
  return headFromRow(row);
}

const headSql = {
  name: "head",
  text: `select last.*, model_at, calendar
         from bailiwick.log_head h,
           lateral (select ${standing} from bailiwick.log_commit c
                    where c.log_id = h.log_id order by commits desc limit 1) as last
         where h.log_id = $1`,
};

interface HeadRow {
  next_index: string;
  commits: string;
  mark: string;
  recorded_at: string;
  model_at: string;
  calendar: string;
}

const headFromRow = (row: HeadRow): Head => ({
  next: safeInteger(row.next_index),
  commits: safeInteger(row.commits),
  mark: row.mark,
  recordedAt: row.recorded_at,
  modelAt: safeInteger(row.model_at),
  calendar: row.calendar,
});

/** What has been sent of some changes. */
export interface SentChanges {
  readonly placed: Placed;
  /** Where the log stood before them. */
  readonly before: Head;
  /** Where the log stands once they are committed, but for what they change of the model and the calendar. */
  readonly after: Head;
  /** Waits for all of it. */
  readonly answered: Promise<void>;
  /** Whether nothing more is to be sent, so that COMMIT may go out at once. */
  readonly isAll: boolean;
}

/**
 * The one way in which anything changes: appends the entries at the locked head, writes every row that follows from
 * them, and moves the head. The caller commits. No change can lack its entry, and the order of the log is the order of commits.
 *
 * It returns before the first answer comes: the head is locked for as long as the server works, and no longer. `sent` goes out
 * before them. Throws where they cannot be written down at this place; the transaction is then to be given up.
 */
export function sendChanges(
  tx: Tx,
  head: Head,
  changes: Changes,
  sent: readonly Promise<unknown>[] = [],
): SentChanges {
  const { entries, log } = changes;
  // What changes without an entry of its own is as of the last entry that there is.
  const last = head.next + entries.length - 1;
  const placed: Placed = {
    place: (index) =>
      index >= provisionalFrom ? Math.min(head.next + (index - provisionalFrom), last) : index,
    recordedAt: head.recordedAt,
    first: head.next,
    next: head.next + entries.length,
  };
  const after = { ...head, next: placed.next, commits: head.commits + 1, mark: randomUUID() };
  const written = [...sent, ...moveHead(tx, log, head, after)];
  let isAll = true;
  try {
    if (entries.length > 0) written.push(...appendEntries(tx, log, entries, placed));
    for (const effect of changes.effects) {
      const made = effect(tx, placed);
      if (made instanceof Promise) {
        isAll = false;
        written.push(made);
      } else written.push(...made);
    }
  } catch (error) {
    // What was sent before is still answered, and nobody waits for it any more.
    for (const one of written) one.catch(() => {});
    throw error;
  }
  return { placed, before: head, after, answered: allDone(written), isAll };
}

/**
 * The same, sent together with the lock: `head` is where the log is going to stand once all that is under way is committed.
 * Fails with what {@link isHeadMoved} knows where it then stands elsewhere.
 */
export function sendAhead(tx: Tx, head: Head, changes: Changes): SentChanges {
  return sendChanges(tx, head, changes, [tx.run(lockHeadSql, [changes.log])]);
}

/** Whether changes were refused because the commit that they were to follow is not the last one. */
export const isHeadMoved = (error: unknown): boolean =>
  error instanceof pg.DatabaseError &&
  error.table === "log_commit" &&
  (error.code === notNullViolation || error.code === uniqueViolation);
const notNullViolation = "23502";
const uniqueViolation = "23505";

/**
 * A row for this commit: compared and set, since it takes its number from the commit that it was made to follow, and there is
 * none without that, nor a second one. Rows of long ago go in pieces, by their numbers, so that none is looked for among what
 * is gone.
 */
function moveHead(tx: Tx, log: number, before: Head, after: Head): Promise<unknown>[] {
  const { commits } = after;
  const row = [log, before.commits, before.mark, after.next, after.recordedAt, after.mark];
  const moved = tx.run(moveHeadSql, row);
  if (commits % commitsKept !== 0) return [moved];
  return [moved, tx.run(forgetCommitsSql, [log, commits - 2 * commitsKept, commits - commitsKept])];
}

const moveHeadSql = {
  name: "move-head",
  text: `insert into bailiwick.log_commit (log_id, commits, next_index, recorded_at, mark)
         values ($1, (select commits + 1 from bailiwick.log_commit where log_id = $1 and commits = $2 and mark = $3), $4, $5, $6)`,
};
const forgetCommitsSql = {
  name: "forget-commits",
  text: "delete from bailiwick.log_commit where log_id = $1 and commits >= $2 and commits < $3",
};

/** Waits for all of them, failed or not, since they share a connection. */
async function allDone(written: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(written)).find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function appendEntries(
  tx: Tx,
  log: number,
  entries: readonly DraftEntry[],
  placed: Placed,
): Promise<unknown>[] {
  const rows = new CopyRows(entryRows, { rows: entries.length, bytesPerRow: 800 });
  for (const [at, entry] of entries.entries()) {
    const { header, body } = entry.written(placed.place);
    const index = placed.first + at;
    const previous = placed.place(entry.previous);
    const { version } = entry;
    rows.row();
    rows.int8(index);
    rows.int8(previous);
    rows.int2(log);
    rows.text(header.complete({ index, previous, version, recordedAt: placed.recordedAt }));
    rows.bytes(entry.salt);
    rows.bytes(body);
  }
  return [tx.copy(rows), tx.copy(sealedRows(log, entries, placed))];
}

const entryRows = copyInto({
  table: "entry",
  columns: ["index", "previous", "log_id", "header", "salt", "body"],
});

function sealedRows(log: number, entries: readonly DraftEntry[], placed: Placed): CopyRows {
  const count = entries.reduce((sum, one) => sum + one.sealed.length, 0);
  const rows = new CopyRows(sealedRow, { rows: count, bytesPerRow: 130 });
  for (const [at, entry] of entries.entries()) {
    for (const [ordinal, sealed] of entry.sealed.entries()) {
      rows.row();
      rows.int8(placed.first + at);
      rows.uuid(sealed.subject);
      rows.int2(log);
      rows.int2(ordinal);
      rows.text(sealed.retentionClass);
      rows.bytes(sealed.blob);
    }
  }
  return rows;
}

const sealedRow = copyInto({
  table: "sealed",
  columns: ["index", "subject_id", "log_id", "ordinal", "class", "blob"],
});
