import { setTimeout as pause } from "node:timers/promises";
import { invariant } from "../../errors.ts";
import { commitAskAgainMs, commitUnknownMs } from "../../limits.ts";
import {
  type Head,
  isHeadMoved,
  lockHead,
  type Placed,
  type SentChanges,
  sendAhead,
  sendChanges,
} from "../../store/commit.ts";
import { CommitUnknown, type Database, Sent, type Tx } from "../../store/db.ts";
import { firstEntryIs } from "../../store/entries.ts";
import { makePartition, partitionNeeded } from "../../store/partitions.ts";
import { type ChangesOfWork, changesOf } from "./finish-work.ts";
import { RecentCommits } from "./recent-commits.ts";
import type { Work } from "./work.ts";

/** A commit that happened, as those hear of it who wait for one. */
export interface CommitDone {
  /** Whether something may have to be resolved anew in its wake. */
  readonly follows: boolean;
}

/** What a transaction that will commit has written. */
interface Written extends SentChanges {
  readonly work: Work;
  readonly changes: ChangesOfWork;
}

/** Commits pieces of work to one log, and makes sure of what became of each. Whose turn it is the writer decides. */
export class Committer {
  readonly #database: Database;
  readonly #log: number;
  readonly #recent = new RecentCommits();
  readonly #listeners = new Set<(done: CommitDone) => void>();
  #partitionsTo = 0;
  /** Where the log will stand once all that was sent ahead is committed; `null` where the log itself has to be asked. */
  #ahead: Head | null = null;
  /** Milliseconds for which the last work that was prepared before held the head of the log. */
  heldMs = 0;

  constructor(database: Database, log: number) {
    this.#database = database;
    this.#log = log;
  }

  /** Calls back after each commit, without its having to wait. Gives what ends that. */
  onCommit(listener: (done: CommitDone) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Commits work that was prepared before. `null` where something that it had read was written in between. */
  async commit(work: Work): Promise<Placed | null> {
    if (work.isEmpty) return nothingPlaced(work.readAt.next);
    const changes = changesOf(work);
    await this.#partition(work.readAt.next + changes.entries.length);
    this.#ahead = null;
    let lockedAt = performance.now();
    const written = await this.#transact(async (tx) => {
      const head = await lockHead(tx, this.#log);
      if (this.#recent.conflict(work, head)) return null;
      lockedAt = performance.now();
      const sent = sendChanges(tx, head, changes);
      // Otherwise COMMIT would wait, with the head locked, until this process has a moment to read that all went well.
      if (!sent.isAll) await sent.answered;
      return { ...sent, work, changes };
    });
    this.heldMs = performance.now() - lockedAt;
    return this.#told(written);
  }

  /**
   * Commits work behind all that this process has under way, as if that were committed already: lock, rows and COMMIT go out
   * as one piece, and the server passes from one to the next without waiting for this process. The row of the commit before
   * is compared and set; where that has not come about, or another process was faster, nothing is written.
   * `sent` is told what waits for all but COMMIT. `null`: not done, and to be done anew on what is there by then.
   */
  async commitAhead(work: Work, sent: (answered: Promise<void>) => void): Promise<Placed | null> {
    const { readAt } = work;
    // What stands in the log is the truth, where something else had been meant to come to stand there.
    const last = this.#ahead !== null && this.#ahead.commits > readAt.commits ? this.#ahead : readAt;
    const recordedAt = readAt.recordedAt > last.recordedAt ? readAt.recordedAt : last.recordedAt;
    const head = { ...last, recordedAt };
    if (this.#recent.conflict(work, head)) return null;
    if (work.isEmpty) return nothingPlaced(readAt.next);
    const changes = changesOf(work);
    await this.#partition(head.next + changes.entries.length);
    let done: Placed | null = null;
    try {
      const written = await this.#transact(async (tx) => {
        const made = sendAhead(tx, head, changes);
        this.#ahead = made.after;
        this.#recent.remember(head, work.writes);
        sent(made.answered);
        if (!made.isAll) await made.answered;
        return { ...made, work, changes };
      });
      done = written === null ? null : written.placed;
      if (written !== null) this.#tell(written);
    } catch (error) {
      if (!isHeadMoved(error)) throw error;
    } finally {
      if (done === null) {
        this.#ahead = null;
        this.#recent.forget(head.commits + 1);
      }
    }
    return done;
  }

  /**
   * Reads, decides and writes under the lock on the head: nothing can come in between. `prepare` is given the head while it
   * is still being locked, so that what it reads goes out together with that. `null`: the answer to COMMIT was lost, and it
   * did not happen.
   */
  async commitUnderLock(prepare: (tx: Tx, head: Promise<Head>) => Promise<Work>): Promise<Placed | null> {
    this.#ahead = null;
    for (;;) {
      let nothing: Placed | null = null;
      let missingBefore = 0;
      const written = await this.#transact(async (tx) => {
        const locked = lockHead(tx, this.#log);
        const work = await prepare(tx, locked);
        const head = await locked;
        if (work.isEmpty) {
          nothing = nothingPlaced(head.next);
          return null;
        }
        const changes = changesOf(work);
        const next = head.next + changes.entries.length;
        if (partitionNeeded(next) > this.#partitionsTo) {
          missingBefore = next;
          return null;
        }
        const done = sendChanges(tx, head, changes);
        if (!done.isAll) await done.answered;
        return { ...done, work, changes };
      });
      if (missingBefore === 0) return this.#told(written) ?? nothing;
      await this.#partition(missingBefore);
    }
  }

  /** A partition of the log is made well before the first entry needs it. */
  async #partition(next: number): Promise<void> {
    const needed = partitionNeeded(next);
    if (needed <= this.#partitionsTo) return;
    await this.#database.transact((tx) => makePartition(tx, needed));
    this.#partitionsTo = needed;
  }

  async #transact(within: (tx: Tx) => Promise<Written | null>): Promise<Written | null> {
    const made: Written[] = [];
    try {
      await this.#database.transact<unknown>(async (tx) => {
        const written = await within(tx);
        if (written === null) return null;
        made.push(written);
        return new Sent(written.answered);
      });
    } catch (error) {
      if (!(error instanceof CommitUnknown)) throw error;
      const [written] = made;
      // Where nothing was written, nothing can have been lost.
      if (written === undefined) return null;
      if (!(await this.#happened(written, error))) return null;
    }
    return made[0] ?? null;
  }

  /**
   * COMMIT's answer was lost: the log itself knows whether it happened. Asked under the lock on the head, so that no
   * server is still about to commit it; and asked again until the database answers, or for too long.
   */
  async #happened({ placed, changes }: Written, lost: CommitUnknown): Promise<boolean> {
    if (changes.entries.length === 0) throw lost;
    for (const until = performance.now() + commitUnknownMs; ; ) {
      try {
        return await this.#database.transact(async (tx) => {
          await lockHead(tx, this.#log);
          return firstEntryIs(tx, this.#log, placed, changes);
        });
      } catch (error) {
        if (performance.now() > until) throw new CommitUnknown(lost.message, { cause: error });
        await pause(commitAskAgainMs);
      }
    }
  }

  #told(written: Written | null): Placed | null {
    if (written === null) return null;
    this.#recent.remember(written.before, written.work.writes);
    this.#tell(written);
    return written.placed;
  }

  #tell({ changes }: Written): void {
    const done = { follows: changes.follows };
    for (const listener of this.#listeners) setImmediate(listener, done);
  }
}

function nothingPlaced(readAt: number): Placed {
  return {
    place: (index) => {
      invariant(index <= readAt, "nothing was written, so nothing is placed");
      return index;
    },
    recordedAt: "",
    first: readAt,
    next: readAt,
  };
}
