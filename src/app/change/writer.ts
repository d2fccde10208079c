import { setTimeout as pause } from "node:timers/promises";
import type { EntityId } from "../../core/ids.ts";
import { invariant, Refused } from "../../errors.ts";
import { commitAskAgainMs, commitUnknownMs, recentCommitsMax, smallGroupMax } from "../../limits.ts";
import { type Changes, type Head, lockHead, type Placed, writeChanges } from "../../store/commit.ts";
import { CommitUnknown, type Database, type Reader, type Tx } from "../../store/db.ts";
import { firstEntryIs } from "../../store/entries.ts";
import { type IdempotentAnswer, idempotentAnswers } from "../../store/idempotency.ts";
import { makePartition, partitionNeeded } from "../../store/partitions.ts";
import { changesOf } from "./finish-work.ts";
import { loadEntities, loadReferences } from "./load-work.ts";
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

/** One request among the small writes that share a commit. */
export interface Member<Result> {
  readonly cause: { readonly cause: string; readonly actor: string; readonly run: string | null };
  /** The entities that it changes; loaded for the whole group at once. */
  readonly entities: readonly EntityId[];
  /** Notes what it is about to state, once its entities are loaded, for what that needs to be loaded too. Never refuses. */
  readonly expect: (work: Work) => void;
  /** Under which key it may be asked again. */
  readonly idempotencyKey: string | null;
  /**
   * Changes the work on the state that earlier members left; throws a refusal before it has changed anything.
   * `answered` is what was answered before under its key.
   */
  apply(work: Work, answered: IdempotentAnswer | undefined): (placed: Placed) => Result;
}

export type NewWork = (
  sql: Reader,
  cause: { readonly cause: string; readonly actor: string; readonly run: string | null },
) => Promise<Work>;

/** A commit of this process, by its number in the log. */
interface Committed {
  readonly number: number;
  readonly writes: ReadonlySet<string>;
}

/** What a transaction that will commit has written. */
interface Written {
  readonly placed: Placed;
  readonly head: Head;
  readonly work: Work;
  readonly changes: Changes;
}

/**
 * The one who commits to a log in this process: one transaction after the other, small writes that arrived together in
 * one group and before loads. What another piece of work read and a commit in between wrote is noticed under the lock, by
 * remembering what the last commits wrote; where another process wrote in between, everything is read anew.
 */
export class Writer {
  readonly #database: Database;
  readonly #log: number;
  readonly #recent: Committed[] = [];
  readonly #small: Waiting[] = [];
  readonly #large: (() => Promise<void>)[] = [];
  readonly #newWork: NewWork;
  readonly #loadKeys: (sql: Reader, work: Work) => Promise<void>;
  readonly #listeners = new Set<() => void>();
  #busy = false;
  #smallBefore = false;
  #partitionsTo = 0;
  /** Milliseconds for which the last large commit held the head of the log: what batches adapt to. */
  heldMs = 0;

  constructor(parts: {
    database: Database;
    log: number;
    newWork: NewWork;
    loadKeys: (sql: Reader, work: Work) => Promise<void>;
  }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#newWork = parts.newWork;
    this.#loadKeys = parts.loadKeys;
  }

  /** Calls back after each commit of this process, without its having to wait. Gives what ends that. */
  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Commits a large piece of work, prepared while others commit. */
  async run<Result>(task: Task<Result>): Promise<Result> {
    let prepared = await task.prepare(this.#database.reader);
    return this.#inTurn(async () => {
      for (let tries = 0; ; tries++) {
        const placed = await this.#tryCommit(prepared.work);
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

  #inTurn<Result>(commit: () => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#large.push(() => commit().then(resolve, reject));
      this.#next();
    });
  }

  #next(): void {
    if (this.#busy) return;
    // Small writes go first, but never twice running past a load that waits: neither starves the other.
    const small = this.#small.length > 0 && !(this.#smallBefore && this.#large.length > 0);
    const group = small ? this.#small.splice(0, smallGroupMax) : [];
    const turn = small ? () => this.#commitGroup(group) : this.#large.shift();
    if (turn === undefined) return;
    this.#smallBefore = small;
    this.#busy = true;
    void turn().finally(() => {
      this.#busy = false;
      this.#next();
    });
  }

  /** All members on one work; those that refuse leave the others; a broken group is done again one by one. */
  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    try {
      for (let tries = 0; tries < 8; tries++) {
        if (await this.#tryGroup(group)) return;
      }
      throw new Error("The log is written to by others faster than this write can be made.");
    } catch (error) {
      // What may have happened is not done again: whoever asked under a key learns it by asking again.
      if (group.length === 1 || error instanceof CommitUnknown) {
        for (const one of group) one.reject(error);
        return;
      }
      for (const one of group) await this.#commitGroup([one]);
    }
  }

  async #tryGroup(group: readonly Waiting[]): Promise<boolean> {
    const { reader } = this.#database;
    const work = await this.#newWork(reader, nobody);
    const answers = await this.#loadFor(reader, work, group);
    const done: { readonly one: Waiting; readonly answer: (placed: Placed) => unknown }[] = [];
    const refused: { readonly one: Waiting; readonly error: unknown }[] = [];
    for (const one of group) {
      try {
        work.cause = { ...work.cause, ...one.member.cause };
        done.push({ one, answer: one.member.apply(work, answers.get(one)) });
      } catch (error) {
        // A refusal changes nothing; after anything else nobody knows what of it stands in the work.
        if (!(error instanceof Refused)) throw error;
        refused.push({ one, error });
      }
    }
    const placed = await this.#tryCommit(work);
    if (placed === null) return false;
    for (const { one, answer } of done) one.resolve(answer(placed));
    for (const { one, error } of refused) one.reject(error);
    return true;
  }

  /** Loads what the members of a group need, each kind of thing with one question. */
  async #loadFor(
    sql: Reader,
    work: Work,
    group: readonly Waiting[],
  ): Promise<ReadonlyMap<Waiting, IdempotentAnswer>> {
    await loadEntities(sql, work, [...new Set(group.flatMap((one) => one.member.entities))]);
    for (const { member } of group) member.expect(work);
    await loadReferences(sql, work);
    await this.#loadKeys(sql, work);
    const keyed = group.flatMap((one) => {
      const { idempotencyKey: key, cause } = one.member;
      return key === null ? [] : [{ one, actor: cause.actor, key }];
    });
    for (const { actor, key } of keyed) work.reads.add(`i:${actor} ${key}`);
    const found = await idempotentAnswers(sql, this.#log, keyed);
    return new Map(
      keyed.flatMap(({ one, actor, key }) => {
        const answer = found.get(`${actor} ${key}`);
        return answer === undefined ? [] : [[one, answer] as const];
      }),
    );
  }

  /** `null` where something that the work had read was written in between. */
  async #tryCommit(work: Work): Promise<Placed | null> {
    if (work.isEmpty) return nothingPlaced(work.readAt.next);
    const changes = changesOf(work);
    await this.#partition(work.readAt.next + changes.entries.length);
    let lockedAt = performance.now();
    const placed = await this.#transact(async (tx) => {
      const head = await lockHead(tx, this.#log);
      if (this.#conflicts(work, head)) return null;
      lockedAt = performance.now();
      return { placed: await writeChanges(tx, head, changes), head, work, changes };
    });
    this.heldMs = performance.now() - lockedAt;
    return placed;
  }

  /** A partition of the log is made well before the first entry needs it. */
  async #partition(next: number): Promise<void> {
    const needed = partitionNeeded(next);
    if (needed <= this.#partitionsTo) return;
    await this.#database.transact((tx) => makePartition(tx, needed));
    this.#partitionsTo = needed;
  }

  /** When others are always faster: read and write under the lock. `null` where the answer to COMMIT was lost, and it did not happen. */
  async #underLock<Result>(task: Task<Result>): Promise<Result | null> {
    let prepared: Prepared<Result> | undefined;
    const placed = await this.#transact(async (tx) => {
      const head = await lockHead(tx, this.#log);
      prepared = await task.prepare(tx);
      const changes = changesOf(prepared.work);
      return { placed: await writeChanges(tx, head, changes), head, work: prepared.work, changes };
    });
    return placed === null || prepared === undefined ? null : prepared.result(placed);
  }

  async #transact(within: (tx: Tx) => Promise<Written | null>): Promise<Placed | null> {
    let written: Written | null = null;
    try {
      await this.#database.transact(async (tx) => {
        written = await within(tx);
      });
    } catch (error) {
      if (!(error instanceof CommitUnknown) || written === null) throw error;
      if (!(await this.#happened(written, error))) return null;
    }
    if (written === null) return null;
    return this.#remember(written);
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

  #conflicts(work: Work, head: Head): boolean {
    const between = head.commits - work.readAt.commits;
    if (between === 0) return false;
    const since = this.#recent.filter((one) => one.number > work.readAt.commits);
    // Fewer than that are ours: another process wrote in between, and nobody here knows what.
    if (since.length !== between) return true;
    for (const { writes } of since) {
      const [small, large] = writes.size < work.reads.size ? [writes, work.reads] : [work.reads, writes];
      for (const token of small) if (large.has(token)) return true;
    }
    return false;
  }

  #remember({ placed, head, work }: Written): Placed {
    this.#recent.push({ number: head.commits + 1, writes: work.writes });
    if (this.#recent.length > recentCommitsMax) this.#recent.shift();
    for (const listener of this.#listeners) setImmediate(listener);
    return placed;
  }
}

/** Each member says who it is before it changes anything. */
const nobody = { cause: "none", actor: "none", run: null };

interface Waiting {
  readonly member: Member<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
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
