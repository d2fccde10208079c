import type { Divergence, DivergenceCause, DivergencePattern } from "./divergence.ts";

/** Divergences that are probably one matter, and can be decided as one. */
export interface DivergenceGroup {
  readonly attribute: string;
  readonly source: string;
  readonly cause: DivergenceCause;
  readonly pattern: DivergencePattern;
  readonly count: number;
  /** The first few, in the order given. */
  readonly examples: readonly Divergence[];
}
