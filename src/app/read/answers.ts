import type { Basis, Standing } from "../../core/golden/golden.ts";
import type { Shown } from "./viewer.ts";

/** What the questions answer with. All of it is JSON; what the caller may not see is `{ "masked": true }` in its place. */

/** Some of many: `next` asks for those that follow, and is `null` behind the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Which page: `cursor` is the `next` of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

/** A moment of the log. */
export interface Moment {
  readonly index: number;
  readonly recordedAt: string;
}

/** The moment from which a claim or value holds; `asOf` is how its source dates it, where it is from a dated file. */
export interface Since extends Moment {
  readonly asOf: string | null;
}

export interface EntityRef {
  readonly id: string;
  readonly type: string;
}

/** One golden fact, from the entity's row alone. */
export interface GoldenFactAnswer {
  readonly value: Shown;
  readonly basis: Basis;
  readonly source: string | null;
  /** The entry with which the value became golden. */
  readonly since: number;
}

/** One entity as its row holds it: the cheapest read there is. */
export interface GoldenAnswer extends EntityRef {
  readonly state: Standing;
  readonly version: number;
  readonly updatedAt: string;
  readonly facts: { readonly [fact: string]: GoldenFactAnswer };
}

export interface FactAnswer {
  readonly value: Shown;
  readonly basis: Basis;
  readonly source: string | null;
  /** The key of the record cited, at its source. */
  readonly key: Shown;
  readonly authority: string | null;
  readonly since: Since;
}

export interface RecordAnswer {
  readonly source: string;
  readonly system: string;
  readonly key: Shown;
  readonly deleted: boolean;
  /** Its key is another's by now: see `otherLives`. */
  readonly former: boolean;
  /** The entities of what bore its key before, and of what bears it since. */
  readonly otherLives: readonly string[];
  /** The entity is retired, and `on-delete: delete-copies` declares that this copy goes too: to be deleted by hand. */
  readonly toBeDeleted: boolean;
  /** How it came to the entity. */
  readonly linkedBy: string;
  readonly link: string | null;
  /** Facts held back at the door: the last good claim stands. */
  readonly held: { readonly [fact: string]: { readonly code: string; readonly message: string } };
}

/** One entity with all that belongs to it. */
export interface EntityAnswer extends EntityRef {
  readonly state: Standing;
  readonly version: number;
  readonly updatedAt: string;
  readonly facts: { readonly [fact: string]: FactAnswer };
  readonly records: readonly RecordAnswer[];
  /** Ids that answer with this entity. */
  readonly aliases: readonly string[];
  /** Open divergences that count: those in transit do not. */
  readonly divergences: number;
  readonly findings: readonly FindingOfEntity[];
}

export interface FindingOfEntity {
  readonly rule: string;
  readonly fact: string | null;
  readonly severity: string;
  readonly dimension: string;
  readonly message: string;
  readonly openedAt: string;
}

export const filterOps = ["eq", "ne", "lt", "lte", "gt", "gte", "in", "prefix", "contains", "empty"] as const;
export type FilterOp = (typeof filterOps)[number];

/** One condition; all of a list hold. `in` takes a list of texts, `empty` true or false, all else one text. */
export interface Condition {
  /** A fact, `stage`, `title[de]`, a field of one that is a group, `address.city`, or `_id`. */
  readonly attribute: string;
  readonly op: FilterOp;
  readonly value: string | boolean | readonly string[];
}

export interface ListRequest extends PageRequest {
  readonly type: string;
  /** Only those in this state; `null`: all but the archived, `any`: all. */
  readonly state: Standing | "any" | null;
  readonly where: readonly Condition[];
  /** `null` sorts by id, that is by age. */
  readonly sort: { readonly attribute: string; readonly descending: boolean } | null;
  /** Facts to be shown; `null` shows all. */
  readonly select: readonly string[] | null;
}
