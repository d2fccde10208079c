import type { ClosedHow, DivergenceCause, DivergencePattern } from "../../core/divergence/divergence.ts";
import type { DivergencePolicy } from "../../core/model/attribute.ts";
import type { Json } from "../../core/model/describe-model.ts";
import type { EntityRef, FindingOfEntity } from "./answers.ts";
import type { LeaveAnswer } from "./leave-answer.ts";
import type { erasedValue, masked, Shown } from "./viewer.ts";

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
  /** By whose leave the copy differs; of one that is closed, none. */
  readonly leave: LeaveAnswer | null;
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
  /** How many more of the group may differ for now. */
  readonly allowed: number;
  readonly oldestAt: string;
  readonly example: DivergenceAnswer;
}

/** Leave for one copy to differ, by a person. */
export interface WaiverAnswer extends LeaveAnswer {
  readonly entity: EntityRef;
  readonly version: number;
  readonly fact: string;
  readonly source: string;
  readonly key: Shown;
  readonly link: string | null;
  /** The decision on a group by which it was given; `null`: it was given for this copy alone. */
  readonly decision: string | null;
  /** Whether it differs now; where nothing obliges the copy for the moment, the waiver waits for it. */
  readonly differs: boolean;
  readonly golden: Shown;
  readonly held: Shown;
  /** When it was given. */
  readonly since: string;
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
  readonly state: "open" | "merged" | "different" | "moved" | "gone";
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
  /** What the token is called that did it. */
  readonly actorName: Shown;
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
