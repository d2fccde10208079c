import { groupsUnderWayMax, smallGroupMax } from "../../limits.ts";
import { headOf, type Placed } from "../../store/commit.ts";
import { CommitUnknown, type Database, type Reader } from "../../store/db.ts";
import { isOfServer } from "../../store/lost-connection.ts";
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
 * ones, which have been prepared meanwhile and have the head to themselves. A group begins once all rows of the one before it are
 * written, reads and decides while that one waits for the disk, and is sent behind it without waiting for its end.
 *
 * Rejected: reading under the lock, in a round trip of its own (two thirds of the throughput: nothing went on while the disk
 * was waited for). Beginning as soon as the one before was sent: groups of 12 instead of 15 of 32 clients, which then wait
 * for the lock where others could still have joined them (0.64 instead of 0.70 of the bare insert). One group at a time: 0.65.
 */
export class Writer {
  readonly #database: Database;
  readonly #committer: Committer;
  readonly #parts: GroupParts;
  readonly #small: Waiting[] = [];
  readonly #large: (() => Promise<void>)[] = [];
  /** Groups that have not come to their end, in their order. */
  readonly #groups: Group[] = [];
  /** The end of the group that was begun last. */
  #last: Promise<void> = Promise.resolve();
  /** Whether more than the disk is left to wait for of the one begun last, small or large. */
  #writing = false;
  /** Groups that are done anew: none is begun behind them. */
  #anew = 0;
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
    if (this.#writing || this.#gathering || this.#anew > 0) return;
    // Small writes go first, but never twice running past a load that waits: neither starves the other.
    if (this.#small.length > 0 && !(this.#smallBefore && this.#large.length > 0)) this.#gather();
    else if (this.#large.length > 0 && this.#groups.length === 0) void this.#beginLarge();
  }

  async #beginLarge(): Promise<void> {
    const commit = this.#large.shift();
    if (commit === undefined) return;
    this.#smallBefore = false;
    this.#writing = true;
    await commit();
    this.#writing = false;
    this.#next();
  }

  /** What is in the same piece from the network arrives within this turn. */
  #gather(): void {
    if (this.#groups.length >= groupsUnderWayMax || this.#fitting() === 0) return;
    this.#gathering = true;
    setImmediate(() => {
      this.#gathering = false;
      void this.#beginGroup(new Group(this.#small.splice(0, this.#fitting()), this.#parts));
    });
  }

  /** How many of those that wait may go together: none that concerns what a group under way may change. */
  #fitting(): number {
    const busy = this.#small.findIndex(({ member }) =>
      member.entities.some((id) => this.#groups.some(({ entities }) => entities.has(id))),
    );
    return Math.min(smallGroupMax, busy < 0 ? this.#small.length : busy);
  }

  async #beginGroup(group: Group): Promise<void> {
    const before = this.#last;
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    this.#last = over;
    this.#groups.push(group);
    this.#smallBefore = true;
    this.#writing = true;
    let isWritten = false;
    const written = () => {
      if (isWritten) return;
      isWritten = true;
      this.#writing = false;
      this.#next();
    };
    if (!(await this.#commitAhead(group, written))) {
      this.#anew += 1;
      await before;
      await this.#commitUnderLock(group);
      this.#anew -= 1;
    }
    this.#groups.splice(this.#groups.indexOf(group), 1);
    end();
    written();
    this.#next();
  }

  /** Whether the group has been answered. Where not, it did not happen, and whatever stood against it shows under the lock. */
  async #commitAhead(group: Group, written: () => void): Promise<boolean> {
    let placed: Placed | null;
    try {
      const { log } = this.#parts;
      const loaded = await this.#database.questions((sql) => group.load(sql, headOf(sql, log)));
      placed = await this.#committer.commitAhead(group.decide(loaded), (answered) => {
        answered.then(written, written);
      });
    } catch (error) {
      if (error instanceof CommitUnknown) refuseAll(group, error);
      return error instanceof CommitUnknown;
    }
    if (placed === null) return false;
    group.answer(placed);
    return true;
  }

  /** A broken group is done again one by one. */
  async #commitUnderLock(group: Group): Promise<void> {
    try {
      for (let tries = 0; tries < 8; tries++) {
        const placed = await this.#committer.commitUnderLock((tx, head) => group.prepare(tx, head));
        if (placed !== null) {
          group.answer(placed);
          return;
        }
      }
      throw new Error("The answer to COMMIT was lost again and again.");
    } catch (error) {
      // What may have happened is not done again: whoever asked under a key learns it by asking again. Nor does each wait
      // for a server that served all of them together not in time.
      if (group.members.length === 1 || error instanceof CommitUnknown || isOfServer(error)) {
        refuseAll(group, error);
        return;
      }
      for (const one of group.members) await this.#commitUnderLock(new Group([one], this.#parts));
    }
  }
}

const refuseAll = ({ members }: Group, error: unknown): void => {
  for (const { reject } of members) reject(error);
};
