import type { Divergence } from "../../src/core/divergence/divergence.ts";
import type { DivergenceGroup } from "../../src/core/divergence/group.ts";
import { attributeOf } from "../../src/core/ids.ts";

/** As the database does: groups divergences of one entity type by attribute, source, cause and pattern; the largest group first. */
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
