import { smallGroupMax } from "../../limits.ts";
import type { Placed } from "../../store/commit.ts";
import { CommitUnknown, type Database, type Reader } from "../../store/db.ts";
import { type CommitDone, Committer } from "./committer.ts";
import { Group, type GroupParts, type Member, type Waiting } from "./group.ts";
import type { Work } from "./work.ts";

/** A piece of work that can be done anew from the start, as often as another commit comes in between. */
export interface Task<Result> {
  /** Reads what it needs into a fresh work, and changes it in memory. Called again after a conflict. */
  prepare(sql: Reader): Promise<Prepared<Result>>;
}

export interface Prepared<Result> {
  readonly work: Work;
  /** What to answer once it is committed. */
  result(placed: Placed): Result;
}

/**
 * Whose turn it is to commit to a log in this process. Small writes that arrived together share a commit and go before large
 * ones, which have been prepared meanwhile and have the head to themselves. The next group begins when COMMIT of the one
 * before has been sent: it waits for the lock in the database, while the one before is written to disk.
 */
export class Writer {
  readonly #database: Database;
  readonly #committer: Committer;
  readonly #parts: GroupParts;
  readonly #small: Waiting[] = [];
  readonly #large: (() => Promise<void>)[] = [];
  /** Transactions that have not come to their end. */
  #underWay = 0;
  /** Whether one of them has yet to send its COMMIT. */
  #writing = false;
  #gathering = false;
  #smallBefore = false;

  constructor(parts: GroupParts & { readonly database: Database }) {
    this.#database = parts.database;
    this.#parts = parts;
    this.#committer = new Committer(parts.database, parts.log);
  }

  /** Milliseconds for which the last large commit held the head of the log: what batches adapt to. */
  get heldMs(): number {
    return this.#committer.heldMs;
  }

  /** Calls back after each commit of this process, without its having to wait. Gives what ends that. */
  onCommit(listener: (done: CommitDone) => void): () => void {
    return this.#committer.onCommit(listener);
  }

  /** Commits a large piece of work, prepared while others commit. */
  async run<Result>(task: Task<Result>): Promise<Result> {
    let prepared = await task.prepare(this.#database.reader);
    return this.#inTurn(async () => {
      for (let tries = 0; ; tries++) {
        const placed = await this.#committer.commit(prepared.work);
        if (placed !== null) return prepared.result(placed);
        if (tries >= 3) {
          const done = await this.#underLock(task);
          if (done !== null) return done;
        }
        prepared = await task.prepare(this.#database.reader);
      }
    });
  }

  /** Commits a small write, together with those that arrive while another commit is under way. */
  write<Result>(member: Member<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#small.push({
        member: member as Member<unknown>,
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      this.#next();
    });
  }

  /** When others are always faster. `null` where the answer to COMMIT was lost, and it did not happen. */
  async #underLock<Result>(task: Task<Result>): Promise<Result | null> {
    let prepared: Prepared<Result> | undefined;
    const placed = await this.#committer.commitUnderLock(async (tx, head) => {
      await head;
      prepared = await task.prepare(tx);
      return prepared.work;
    });
    return placed === null || prepared === undefined ? null : prepared.result(placed);
  }

  #inTurn<Result>(commit: () => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#large.push(() => commit().then(resolve, reject));
      this.#next();
    });
  }

  #next(): void {
    if (this.#writing || this.#gathering) return;
    // Small writes go first, but never twice running past a load that waits: neither starves the other.
    if (this.#small.length > 0 && !(this.#smallBefore && this.#large.length > 0)) this.#gather();
    else if (this.#large.length > 0 && this.#underWay === 0) this.#begin(false, this.#large.shift());
  }

  /** What is in the same piece from the network arrives within this turn. */
  #gather(): void {
    this.#gathering = true;
    setImmediate(() => {
      this.#gathering = false;
      const group = new Group(this.#small.splice(0, smallGroupMax), this.#parts);
      this.#begin(true, (sent) => this.#commitGroup(group, sent));
    });
  }

  #begin(small: boolean, commit: ((sent: () => void) => Promise<void>) | undefined): void {
    if (commit === undefined) return;
    this.#smallBefore = small;
    this.#underWay += 1;
    this.#writing = true;
    let isSent = false;
    const sent = () => {
      if (isSent) return;
      isSent = true;
      this.#writing = false;
      this.#next();
    };
    void commit(sent).finally(() => {
      this.#underWay -= 1;
      sent();
      this.#next();
    });
  }

  /** A broken group is done again one by one. */
  async #commitGroup(group: Group, sent: () => void): Promise<void> {
    try {
      for (let tries = 0; tries < 8; tries++) {
        const placed = await this.#committer.commitUnderLock((tx, head) => group.prepare(tx, head), sent);
        if (placed !== null) {
          group.answer(placed);
          return;
        }
      }
      throw new Error("The answer to COMMIT was lost again and again.");
    } catch (error) {
      // What may have happened is not done again: whoever asked under a key learns it by asking again.
      if (group.members.length === 1 || error instanceof CommitUnknown) {
        for (const one of group.members) one.reject(error);
        return;
      }
      for (const one of group.members) await this.#commitGroup(new Group([one], this.#parts), sent);
    }
  }
}
