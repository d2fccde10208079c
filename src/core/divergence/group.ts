import { attributeOf } from "../ids.ts";
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

/** Groups divergences of one entity type by attribute, source, cause and pattern; the largest group first. */
export function groupDivergences(
  divergences: Iterable<Divergence>,
  examplesMax: number,
): readonly DivergenceGroup[] {
  const groups = new Map<string, DivergenceGroup & { count: number; readonly examples: Divergence[] }>();
  for (const divergence of divergences) {
    const { source, cause, pattern } = divergence;
    const attribute = attributeOf(divergence.fact);
    const name = JSON.stringify([attribute, source, cause, pattern]);
    let group = groups.get(name);
    if (group === undefined) {
      group = { attribute, source, cause, pattern, count: 0, examples: [] };
      groups.set(name, group);
    }
    group.count++;
    if (group.examples.length < examplesMax) group.examples.push(divergence);
  }
  return [...groups]
    .toSorted(([a, one], [b, two]) => two.count - one.count || (a < b ? -1 : 1))
    .map(([, group]) => group);
}
