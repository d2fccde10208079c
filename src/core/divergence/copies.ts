import { followed, targetOf } from "../golden/believe.ts";
import { awaitsReference, type GoldenFact, type RecordState } from "../golden/golden.ts";
import { claimAbout, type FactPlan } from "../golden/plan.ts";
import type { References } from "../golden/resolution.ts";
import type { Stated } from "../value/canonical.ts";

/** How one copy stands to the golden fact. `not-asked`: nothing obliges it, or nothing can be compared. */
export type CopyState = "in-step" | "diverged" | "unstated" | "not-asked";

/** Whether the source is the authority of the fact now. That of a copy-of fact decides on another entity, and here only copies. */
export function decides(
  plan: { readonly copyOf: unknown },
  fact: GoldenFact | undefined,
  source: string,
): boolean {
  return plan.copyOf === null && fact?.authority === source;
}

/** Whether the source has to follow the fact now: somebody is believed for it, or awaited, and it is not that source. */
export function mustFollow(
  plan: { readonly copyOf: unknown },
  fact: GoldenFact | undefined,
  source: string,
): fact is GoldenFact {
  if (fact === undefined || decides(plan, fact, source)) return false;
  // Nothing that awaits approval is written out: what is empty only meanwhile clears no copy.
  if (fact.basis === "held" && fact.value === null) return false;
  return fact.basis !== "none" || awaitsReference(fact);
}

/** The words in which a fact names the target that it awaits; `undefined` where it awaits none. */
export function wordsAwaited(
  plan: FactPlan,
  fact: GoldenFact | undefined,
  records: readonly RecordState[],
): Stated | undefined {
  if (fact === undefined || !plan.isReference || !awaitsReference(fact)) return undefined;
  return records.find((candidate) => candidate.id === fact.record)?.claims.get(plan.key)?.value;
}

/**
 * Compares what a record states with the golden fact. While the fact awaits a reference nothing is known of its value,
 * but for one thing: a copy that names the same target in the same words is in step.
 */
export function compareCopy(
  plan: FactPlan,
  fact: GoldenFact,
  record: RecordState,
  awaited: Stated | undefined,
  references: References,
): CopyState {
  const held = claimAbout(plan, record)?.value;
  if (held === undefined) return "unstated";
  if (awaitsReference(fact)) {
    if (held === null) return "not-asked";
    return plan.isReference && held === awaited ? "in-step" : "diverged";
  }
  return holds(plan, fact.value, held, record.source, references) ? "in-step" : "diverged";
}

/** Whether what a source holds is the golden value, in the comparison of the attribute. */
export function holds(
  plan: FactPlan,
  golden: Stated,
  held: Stated,
  source: string,
  references: References,
): boolean {
  if (held === null || golden === null) return held === golden;
  if (!plan.refersTo) return plan.same(followed(plan, held, references), golden, source);
  return targetOf(held, references) === golden;
}
