import type { Position } from "../golden/golden.ts";

/**
 * Compares two places in one source's own order: negative where `a` is the earlier. Zero where they are the same
 * or of different kinds, which nothing orders. Clocks of different systems are never compared: ask within one source.
 */
export function comparePositions(a: Position, b: Position): number {
  if (a.incarnation !== b.incarnation) return a.incarnation - b.incarnation;
  if (a.kind !== b.kind || a.at === b.at) return 0;
  return a.at < b.at ? -1 : 1;
}
