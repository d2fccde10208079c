import { waiverKey } from "../../src/core/divergence/waiver.ts";
import { type ApprovalLayer, approvalKey, type Waiting } from "../../src/core/golden/approval.ts";
import type { FactKey, LogIndex, RecordId } from "../../src/core/ids.ts";
import type { EntityState } from "../../src/store/state.ts";

/** One of some, told by its place among them in the order of their names; whoever counts over the end begins anew. */
function nthOf<Of>(some: readonly Of[], nth: number, nameOf: (one: Of) => string): Of | undefined {
  const sorted = some.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return sorted[nth % Math.max(sorted.length, 1)];
}

/** The nth fact of an entity that is overridden. */
export const nthOverridden = ({ overrides }: EntityState, nth: number): FactKey | undefined =>
  nthOf([...overrides.keys()], nth, (fact) => fact);

/** The nth of what waits for approval. */
export function nthWaiting(
  { approvals }: EntityState,
  nth: number,
): { readonly fact: FactKey; readonly layer: ApprovalLayer; readonly waiting: Waiting } | undefined {
  const all = [...approvals.values()].flatMap(({ fact, layer, waiting }) =>
    waiting === null ? [] : [{ fact, layer, waiting }],
  );
  return nthOf(all, nth, ({ fact, layer }) => approvalKey(layer, fact));
}

/** One copy, as leave for it to differ is given or taken back. */
export interface CopyAt {
  readonly attribute: FactKey;
  readonly source: string;
  readonly key: string;
  /** The entry of the waiver that stands. */
  readonly replaces: LogIndex | null;
}

/** The nth copy of an entity that differs, or (`allowed`) that may. */
export function nthCopy(state: EntityState, nth: number, which: "differs" | "allowed"): CopyAt | undefined {
  const some: readonly { readonly fact: FactKey; readonly record: RecordId }[] =
    which === "differs" ? state.divergences : [...state.waivers.values()];
  const all = some.flatMap(({ fact, record: id }) => {
    const record = state.records.find((one) => one.id === id);
    const replaces = state.waivers.get(waiverKey(fact, id))?.since ?? null;
    return record === undefined
      ? []
      : [{ attribute: fact, source: record.source, key: record.key, replaces }];
  });
  return nthOf(all, nth, ({ attribute, source, key }) => `${attribute} ${source}:${key}`);
}
