import type { Position } from "../golden/golden.ts";
import { beginOf, compareOrder, type Valid } from "../golden/validity.ts";

/** What is known of a record under the key of an observation: one of its slices, in its present life or a former one. */
export interface Borne {
  readonly valid: Valid | null;
  readonly order: string | null;
  readonly position: Position;
  readonly deleted: boolean;
  readonly former?: boolean;
}

/** What an observation of a key is about. */
export type Bearing<Of extends Borne> =
  /** Something newer has been applied: it changes nothing. */
  | { readonly kind: "older" }
  /** The thing that bears the key, or the first that does: `slice` is what it is known by at that beginning. */
  | { readonly kind: "same"; readonly slice: Of | null }
  /** Another thing: the one that bore the key is gone. */
  | { readonly kind: "another" };

/**
 * Tells whether an observation is about the record that bears its key, or begins another life of the key: where keys are
 * used again, what comes under a key of which everything was deleted is another thing. Tombstones are passed by nothing older.
 */
export function bearing<Of extends Borne>(
  slices: readonly Of[],
  observed: Pick<Borne, "valid" | "order" | "position">,
  { keysReused }: { readonly keysReused: boolean },
): Bearing<Of> {
  const { position, order } = observed;
  const passed = (ended: readonly Of[]) => ended.every((one) => !isOlder(position, one.position));
  if (!passed(slices.filter(({ former }) => former))) return { kind: "older" };
  const present = slices.filter(({ former }) => !former);
  if (keysReused && present.length > 0 && present.every(({ deleted }) => deleted))
    return passed(present) ? { kind: "another" } : { kind: "older" };
  const slice = present.find((one) => beginOf(one) === beginOf(observed)) ?? null;
  if (slice === null) return { kind: "same", slice };
  const older = isOlder(position, slice.position) || compareOrder(order, slice.order) < 0;
  return older ? { kind: "older" } : { kind: "same", slice };
}

/** Whether a position lies before one already applied, in the order of its own source. */
export function isOlder(position: Position, applied: Position): boolean {
  if (position.incarnation !== applied.incarnation) return position.incarnation < applied.incarnation;
  return position.at < applied.at;
}
