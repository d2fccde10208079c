import type { FactKey, RecordId } from "../ids.ts";
import type { DivergencePolicy } from "../model/model.ts";
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
}
