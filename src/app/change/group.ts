import type { EntityId } from "../../core/ids.ts";
import { Refused } from "../../errors.ts";
import type { Head, Placed } from "../../store/commit.ts";
import type { Reader } from "../../store/db.ts";
import { type IdempotentAnswer, idempotentAnswers } from "../../store/idempotency.ts";
import { fewEntityStates } from "../../store/load-state.ts";
import type { WorkCause } from "../causes.ts";
import { holdEntities, loadReferences } from "./load-work.ts";
import type { Work } from "./work.ts";

/** Who makes a change, through what. */
export interface Mover {
  readonly cause: WorkCause;
  readonly actor: string;
  readonly run: string | null;
}

/** One request among the small writes that share a commit. */
export interface Member<Result> {
  readonly cause: Mover;
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

/** A member, and who waits for its answer. */
export interface Waiting {
  readonly member: Member<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What the members of a group ask about, before any of them has changed it. */
export interface Loaded {
  readonly work: Work;
  /** What was answered before under their keys. */
  readonly answers: ReadonlyMap<string, IdempotentAnswer>;
}

/** What a group needs besides its members. */
export interface GroupParts {
  readonly log: number;
  /** A fresh piece of work on the log as its head was found. */
  readonly workAt: (sql: Reader, head: Head, cause: Mover) => Promise<Work>;
  readonly loadKeys: (sql: Reader, work: Work) => Promise<void>;
}

/**
 * Small writes that share a commit, on one work: each is evaluated on the state that the ones before it left, and those that
 * refuse leave the others.
 */
export class Group {
  readonly members: readonly Waiting[];
  /** The entities that its members name. */
  readonly entities: ReadonlySet<EntityId>;
  readonly #parts: GroupParts;
  #settle: ((placed: Placed) => void)[] = [];

  constructor(members: readonly Waiting[], parts: GroupParts) {
    this.members = members;
    this.entities = new Set(members.flatMap(({ member }) => member.entities));
    this.#parts = parts;
  }

  /** Reads what its members need, and decides. Called again from the start where the commit did not happen. */
  async prepare(sql: Reader, head: Promise<Head>): Promise<Work> {
    return this.decide(await this.load(sql, head));
  }

  /** What each member makes of what was loaded, and of what the ones before it made of it. */
  decide({ work, answers }: Loaded): Work {
    this.#settle = this.members.map((one) => evaluate(work, one, answers));
    return work;
  }

  /** Tells each member, after the commit. */
  answer(placed: Placed): void {
    for (const settle of this.#settle) settle(placed);
  }

  /** Loads what the members need, each kind of thing with one question. */
  async load(sql: Reader, heading: Promise<Head>): Promise<Loaded> {
    const { log, workAt, loadKeys } = this.#parts;
    const ids = [...this.entities];
    const keyed = this.members.flatMap(({ member: { idempotencyKey: key, cause } }) =>
      key === null ? [] : [{ actor: cause.actor, key }],
    );
    const [head, states, answers] = await Promise.all([
      heading,
      fewEntityStates(sql, log, ids),
      idempotentAnswers(sql, log, keyed),
    ]);
    const work = await workAt(sql, head, nobody);
    for (const { actor, key } of keyed) work.reads.add(`i:${actor} ${key}`);
    holdEntities(work, ids, states);
    for (const { member } of this.members) member.expect(work);
    await loadReferences(sql, work);
    await loadKeys(sql, work);
    return { work, answers };
  }
}

/** Each member says who it is before it changes anything. */
const nobody: Mover = { cause: "none", actor: "none", run: null };

/** Applies one member; gives what tells it what came of it. */
function evaluate(
  work: Work,
  { member, resolve, reject }: Waiting,
  answers: ReadonlyMap<string, IdempotentAnswer>,
): (placed: Placed) => void {
  const { cause, idempotencyKey: key } = member;
  work.cause = { ...work.cause, ...cause };
  try {
    const result = member.apply(work, key === null ? undefined : answers.get(`${cause.actor} ${key}`));
    return (placed) => resolve(result(placed));
  } catch (error) {
    // A refusal changes nothing; after anything else nobody knows what of it stands in the work.
    if (!(error instanceof Refused)) throw error;
    return () => reject(error);
  }
}
