import type { Observed } from "../change/observed.ts";
import type { Touched } from "../change/touched.ts";

/** An observation that waits for its batch. */
export interface Waiting {
  readonly observed: Observed;
  readonly touched: Touched;
}

export interface Taken {
  readonly taken: readonly Waiting[];
  /** What has to wait for the batches ahead, and what comes after it and touches the same. */
  readonly kept: readonly Waiting[];
}

/**
 * Of what waits, in its order, all that can be prepared while batches ahead are not yet committed: it touches nothing that
 * they may change. Of two observations that touch the same, the later never overtakes the earlier.
 */
export function takeApart(waiting: readonly Waiting[], ahead: readonly ReadonlySet<string>[]): Taken {
  if (ahead.length === 0) return { taken: waiting, kept: [] };
  const taken: Waiting[] = [];
  const kept: Waiting[] = [];
  const keptChanges = new Set<string>();
  const keptAsks = new Set<string>();
  const isChanged = (token: string) => keptChanges.has(token) || ahead.some((one) => one.has(token));
  for (const one of waiting) {
    const { changes, asks } = one.touched;
    if (!changes.some((token) => isChanged(token) || keptAsks.has(token)) && !asks.some(isChanged)) {
      taken.push(one);
      continue;
    }
    kept.push(one);
    for (const token of changes) keptChanges.add(token);
    for (const token of asks) keptAsks.add(token);
  }
  return { taken, kept };
}
