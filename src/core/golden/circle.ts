import { type EntityId, entityId, type FactKey } from "../ids.ts";
import type { References } from "./resolution.ts";

/**
 * The way up a hierarchy from `parent`, where it comes back to `start`: `[start, parent, …, start]`. `null` where it ends
 * before, or goes round among others, who are told of that themselves.
 */
export function circleThrough(
  start: EntityId,
  parent: EntityId,
  fact: FactKey,
  references: References,
): readonly EntityId[] | null {
  const way = [start, parent];
  const seen = new Set<EntityId>();
  for (let at = parent; at !== start; ) {
    if (seen.has(at)) return null;
    seen.add(at);
    const above = references.facts(at)?.get(fact)?.value ?? null;
    if (above === null) return null;
    at = entityId(above);
    way.push(at);
  }
  return way;
}
