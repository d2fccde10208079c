import type { ClosedHow, DivergenceCause, DivergencePattern } from "../../core/divergence/divergence.ts";
import type { Basis } from "../../core/golden/golden.ts";
import type { Json } from "../../core/model/describe-model.ts";
import type { DivergencePolicy } from "../../core/model/model.ts";
import type { erasedValue, masked, Shown } from "./viewer.ts";

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
  readonly state: "active" | "retired";
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
  /** How it came to the entity. */
  readonly linkedBy: string;
  readonly link: string | null;
  /** Facts held back at the door: the last good claim stands. */
  readonly held: { readonly [fact: string]: { readonly code: string; readonly message: string } };
}

/** One entity with all that belongs to it. */
export interface EntityAnswer extends EntityRef {
  readonly state: "active" | "retired";
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

export const filterOps = ["eq", "ne", "lt", "lte", "gt", "gte", "in", "prefix", "empty"] as const;
export type FilterOp = (typeof filterOps)[number];

/** One condition; all of a list hold. `in` takes a list of texts, `empty` true or false, all else one text. */
export interface Condition {
  /** An attribute declared `indexed: true`, or `_id`. */
  readonly attribute: string;
  readonly op: FilterOp;
  readonly value: string | boolean | readonly string[];
}

export interface ListRequest extends PageRequest {
  readonly type: string;
  readonly where: readonly Condition[];
  /** `null` sorts by id, that is by age. */
  readonly sort: { readonly attribute: string; readonly descending: boolean } | null;
  /** Facts to be shown; `null` shows all. */
  readonly select: readonly string[] | null;
}

/** The four answers about one fact. */
export interface ExplainAnswer {
  readonly entity: EntityRef;
  readonly fact: string;
  readonly value: Shown;
  readonly basis: Basis;
  readonly awaitsReference: boolean;
  readonly since: Since | null;
  readonly handover: { readonly from: string | null; readonly to: string | null; readonly at: Moment } | null;
  readonly origin: {
    readonly source: string | null;
    readonly system: string | null;
    readonly key: Shown;
    readonly link: string | null;
    /** When the source last changed what it says. */
    readonly since: Since | null;
    readonly rule: {
      readonly source: string;
      readonly when: string | null;
      /** `campaign.yaml:23`. */
      readonly place: string;
    } | null;
    readonly chosen: Json;
    readonly from: { readonly entity: EntityRef; readonly fact: string } | null;
  };
  readonly correct: {
    readonly source: string | null;
    readonly system: string | null;
    readonly route: "direct" | "write-back" | "manual";
    readonly key: Shown;
    readonly link: string | null;
    readonly note: string | null;
    readonly custodian: string | null;
    readonly steward: string | null;
  };
  readonly copies: readonly CopyAnswer[];
  readonly onDivergence: DivergencePolicy;
  readonly otherClaims: readonly {
    readonly source: string;
    readonly key: Shown;
    readonly link: string | null;
    readonly value: Shown;
    readonly since: Since;
    readonly why: string;
  }[];
  readonly override: {
    readonly value: Shown;
    readonly by: Shown;
    readonly reason: Shown;
    readonly since: Since;
    /** A day, or `authority-changes`. */
    readonly until: string;
  } | null;
}

export interface CopyAnswer {
  readonly source: string;
  readonly system: string;
  readonly key: Shown;
  readonly link: string | null;
  /** Absent where the copy states nothing. */
  readonly value?: Shown;
  readonly state: string;
  readonly cause: DivergenceCause | null;
  readonly since: Since | null;
  readonly withinSeconds: number;
  readonly policy: DivergencePolicy;
}

/** One entry of an entity, as its history shows it. */
export interface ChangeAnswer extends Moment {
  readonly version: number;
  readonly kind: string;
  readonly cause: string;
  readonly actor: string;
  readonly run: string | null;
  readonly source: string | null;
  readonly key: Shown;
  /** How the source dates what it said, where it is from a dated file. */
  readonly asOf: string | null;
  /** `null` where the body has been destroyed. */
  readonly changes: readonly ItemAnswer[] | null;
}

export interface ItemAnswer {
  readonly op: string;
  readonly fact: string | null;
  /** Absent where it is not kept, or there was none. */
  readonly before?: Shown;
  readonly after?: Shown;
  readonly basis: Basis | null;
  readonly source: string | null;
  readonly key: Shown;
  readonly detail: { readonly [name: string]: Shown };
  /** A sentence that says it. */
  readonly words: string;
}

export interface DivergenceAnswer {
  readonly entity: EntityRef;
  readonly fact: string;
  readonly source: string;
  readonly key: Shown;
  readonly link: string | null;
  readonly golden: Shown;
  readonly held: Shown;
  readonly cause: DivergenceCause;
  readonly pattern: DivergencePattern;
  readonly policy: DivergencePolicy;
  readonly state: "open" | "allowed" | "closed";
  readonly openedAt: string;
  readonly dueAt: string | null;
  readonly closedAt: string | null;
  readonly how: ClosedHow | null;
}

export interface DivergenceFilter {
  readonly type?: string;
  readonly attribute?: string;
  readonly source?: string;
  readonly cause?: DivergenceCause;
  readonly pattern?: DivergencePattern;
  /** Absent: `open`. */
  readonly state?: "open" | "allowed" | "closed";
}

export interface DivergenceGroupAnswer {
  readonly type: string;
  readonly attribute: string;
  readonly source: string;
  readonly cause: DivergenceCause;
  readonly pattern: DivergencePattern;
  readonly policy: DivergencePolicy;
  readonly count: number;
  readonly oldestAt: string;
  readonly example: DivergenceAnswer;
}

/** A change of the model that would close divergences of a group. */
export interface SuggestionAnswer {
  readonly type: string;
  readonly attribute: string;
  readonly source: string;
  readonly cause: DivergenceCause;
  readonly pattern: DivergencePattern;
  /** `campaign.yaml:23`. */
  readonly place: string;
  /** The change as a diff of the YAML. */
  readonly diff: string;
  /** How many of how many divergences it closes; of a large group a sample is judged. */
  readonly closes: number;
  readonly of: number;
}

export interface FindingAnswer extends FindingOfEntity {
  readonly entity: EntityRef;
}

export interface DuplicateAnswer {
  readonly kind: "duplicate" | "move";
  readonly type: string;
  readonly reason: string;
  readonly state: "open" | "merged" | "different" | "gone";
  readonly openedAt: string;
  readonly left: DuplicateSide;
  /** `null`: a move to an entity of its own. */
  readonly right: DuplicateSide | null;
}

export interface DuplicateSide {
  readonly id: string;
  readonly facts: { readonly [fact: string]: Shown };
  readonly records: readonly { readonly source: string; readonly key: Shown; readonly link: string | null }[];
}

export interface QuarantineAnswer {
  readonly id: string;
  readonly source: string;
  readonly type: string | null;
  readonly key: Shown;
  readonly run: string | null;
  readonly line: number;
  readonly format: string;
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly fact?: string }[];
  readonly state: "open" | "retried" | "superseded";
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** One quarantined record with its bytes, byte for byte as they came. */
export interface QuarantinedRecord extends QuarantineAnswer {
  /** The header row, of a CSV file. */
  readonly columns: readonly string[] | typeof masked | typeof erasedValue | null;
  /** Base64; masked for those who may not see. */
  readonly bytes: Shown;
}

export interface RunAnswer {
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
  readonly account: { readonly [name: string]: number };
  readonly reason: string | null;
}

export interface SystemAnswer {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly connector: string | null;
  readonly writable: boolean;
  readonly custodian: string | null;
  readonly sources: readonly SourceAnswer[];
}

export interface SourceAnswer {
  readonly name: string;
  readonly type: string;
  readonly records: number;
  readonly deleted: number;
  readonly quarantined: number;
  /** How far it has been taken; `null` before the first load. */
  readonly cursor: {
    readonly incarnation: number;
    readonly position: string;
    readonly loads: number;
    readonly updatedAt: string;
  } | null;
  /** Since when its state is not known, until it is reconciled. */
  readonly unknownSince: string | null;
}

/** The model in force. */
export interface ModelAnswer {
  readonly hash: string;
  /** The entry that applied it; 0 before the first. */
  readonly applied: number;
  readonly appliedAt: string | null;
  /** The texts only for those who may see everything: they may name places, and secrets that should not stand there. */
  readonly files: readonly { readonly path: string; readonly text: string | null }[];
  readonly model: { readonly [key: string]: Json };
}
