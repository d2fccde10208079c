import type { DivergenceCause } from "../../core/divergence/divergence.ts";
import type { Period } from "../../core/golden/explanation.ts";
import type { Basis } from "../../core/golden/golden.ts";
import type { DivergencePolicy } from "../../core/model/attribute.ts";
import type { Json } from "../../core/model/describe-model.ts";
import type { EntityRef, Moment, Since } from "./answers.ts";
import type { WaitingAnswer } from "./approval-answer.ts";
import type { ConsumerAnswer } from "./consumers.ts";
import type { LeaveAnswer } from "./leave-answer.ts";
import type { Shown } from "./viewer.ts";

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
  readonly correct: CorrectAnswer;
  readonly copies: readonly CopyAnswer[];
  /** How it is derived from other facts, each with where that is corrected; `null` for a fact that somebody states. */
  readonly derived: DerivationAnswer | null;
  readonly onDivergence: DivergencePolicy;
  readonly otherClaims: readonly {
    readonly source: string;
    readonly key: Shown;
    readonly link: string | null;
    readonly value: Shown;
    readonly since: Since;
    readonly why: string;
  }[];
  /** What dated sources that may be believed say of it, by time; empty where none of them is dated. */
  readonly timeline: readonly PeriodAnswer[];
  /** Records whose value of it could not be read: the last good claim stands. */
  readonly heldBack: readonly HeldBackAnswer[];
  /** What waits for approval, and is not believed. */
  readonly waiting: readonly WaitingAnswer[];
  /** Who agreed to the value last, where somebody was asked. */
  readonly agreedBy: readonly Shown[];
  readonly override: {
    readonly value: Shown;
    readonly by: Shown;
    readonly reason: Shown;
    readonly since: Since;
    /** A day, or `authority-changes`. */
    readonly until: string;
  } | null;
  /** Who reads the fact, and what for, as the model names them. */
  readonly readBy: readonly ConsumerAnswer[];
}

/** What a dated record says of a fact, and when that is true in the world. */
export interface PeriodAnswer {
  readonly source: string;
  readonly key: Shown;
  readonly value: Shown;
  /** A day, or a moment in UTC; `null`: since ever. */
  readonly from: string | null;
  /** Until before it; `null`: no end is known. */
  readonly to: string | null;
  readonly state: Period["state"];
  /** When it was said. */
  readonly since: Since;
}

export interface HeldBackAnswer {
  readonly source: string;
  readonly key: Shown;
  readonly link: string | null;
  readonly code: string;
  readonly message: string;
}

export interface CopyAnswer {
  readonly source: string;
  readonly system: string;
  readonly key: Shown;
  readonly link: string | null;
  /** Absent where the copy states nothing. */
  readonly value?: Shown;
  readonly state: string;
  /** By whose leave it differs; `null` where it does not, or may not. */
  readonly leave: LeaveAnswer | null;
  readonly cause: DivergenceCause | null;
  readonly since: Since | null;
  readonly withinSeconds: number;
  readonly policy: DivergencePolicy;
}

/** One entry of an entity, as its history shows it. */
export interface ChangeAnswer extends Moment {
  /** The id under which it happened: that of an entity which was merged into this one since, where it was before the merge. */
  readonly entity: string;
  readonly version: number;
  readonly kind: string;
  readonly cause: string;
  readonly actor: string;
  /** What the token is called that did it. */
  readonly actorName: Shown;
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
  /** From when, and until before when, it is true in the world, where it is dated: a day, or a moment in UTC; else `null`. */
  readonly from: string | null;
  readonly to: string | null;
  readonly detail: { readonly [name: string]: Shown };
  /** A sentence that says it. */
  readonly words: string;
}

/** Where a wrong value is corrected. */
export interface CorrectAnswer {
  readonly source: string | null;
  readonly system: string | null;
  readonly route: "inputs" | "direct" | "write-back" | "manual";
  readonly key: Shown;
  readonly link: string | null;
  readonly note: string | null;
  readonly custodian: string | null;
  readonly steward: string | null;
}

export interface DerivationAnswer {
  readonly expression: string;
  /** `campaign.yaml:23`. */
  readonly place: string;
  readonly inputs: readonly {
    /** The reference across which it is read; `null` for a fact of the same entity. */
    readonly reference: string | null;
    readonly entity: EntityRef | null;
    readonly type: string;
    readonly fact: string;
    readonly value: Shown;
    readonly basis: Basis;
    readonly correct: CorrectAnswer;
  }[];
}
