import type { FactKey, LogIndex, RecordId } from "../ids.ts";
import type { DivergencePolicy } from "../model/attribute.ts";
import type { Canonical, Stated } from "../value/canonical.ts";

export type DivergenceCause =
  | "in-transit"
  | "late"
  | "foreign-edit"
  | "never-synced"
  | "rewritten"
  | "missing"
  | "rejected"
  | "awaits-reference";

/** How the two values differ, for grouping. */
export type DivergencePattern =
  | "case"
  | "spaces"
  | "punctuation"
  | "truncation"
  | "code"
  | "swapped"
  | "empty"
  | "other";

/** A copy that differs from the golden fact, per fact and record. */
export interface Divergence {
  readonly fact: FactKey;
  readonly record: RecordId;
  readonly source: string;
  readonly golden: Canonical | null;
  readonly held: Stated;
  readonly cause: DivergenceCause;
  readonly pattern: DivergencePattern;
  readonly policy: DivergencePolicy;
  /** The entry with which it opened. */
  readonly opened: LogIndex;
  /** The entry from which its present cause holds; `late` keeps that of the `in-transit` it grew from. */
  readonly since: LogIndex;
  /** Whether the copy has ever been in step: what tells a `foreign-edit` from `never-synced`. */
  readonly wasInStep: boolean;
  /** The day on which it was first seen, by the calendar of whoever recorded it. */
  readonly openedOn: string;
  /** That the copy may differ, and until when; nothing is done about it meanwhile. `null`: it may not. */
  readonly leave: Leave | null;
}

/** Leave for a copy to differ: a person's waiver, or what the model says of edits there. It ends on the day `until`. */
export interface Leave {
  readonly kind: "waiver" | "local";
  readonly until: string;
}

/** Whether a divergence counts, or is allowed for a time. */
export const divergenceState = ({ leave }: Pick<Divergence, "leave">): "open" | "allowed" =>
  leave === null ? "open" : "allowed";

/** How a divergence came to its end. */
export type ClosedHow =
  | "copy-agrees" // The copy now states the golden value.
  | "golden-agrees" // The golden value now is what the copy states.
  | "compares-equal" // Neither changed; the model now takes them for equal.
  | "reference-arrived" // The target that one of the two waited for is here, and they mean the same.
  | "unstated" // The copy no longer says anything about the fact.
  | "record-gone" // The record was deleted, or merged into another there, or belongs to another entity now.
  | "archived" // The entity is archived: nothing obliges its copies any longer.
  | "not-in-force" // Another slice of the copy is in force now, or none.
  | "became-authority"
  | "nothing-believed" // Nobody stands behind a golden value any more.
  | "not-declared"; // The model no longer declares the copy.
