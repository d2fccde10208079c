import type { Stated } from "../value/canonical.ts";
import type { ApprovalBook } from "./approval.ts";
import { followed, type Living, targetOf } from "./believe.ts";
import type { Basis, GoldenFact, Handover } from "./golden.ts";
import type { FactPlan } from "./plan.ts";
import type { EndedOverride, Notice, ResolveInput } from "./resolution.ts";

/** One entity while its facts are being resolved. */
export interface Work {
  readonly input: ResolveInput;
  readonly living: Living;
  /** The facts resolved so far. */
  readonly facts: ReadonlyMap<string, GoldenFact>;
  readonly endedOverrides: EndedOverride[];
  readonly notices: Notice[];
  readonly approvals: ApprovalBook;
}

/** Whether what was agreed to is the value: an entity that was merged meanwhile is the one that answers for it. */
export const isNow = (plan: FactPlan, value: Stated, work: Work) => (agreed: Stated) =>
  survivorOf(plan, agreed, work) === value;

/** A value that stands here; where it is an entity that was merged meanwhile, or holds one, the survivor. */
export function survivorOf(plan: FactPlan, value: Stated, work: Work): Stated {
  if (plan.holdsReferences) return followed(plan, value, work.input.references);
  return plan.isReference && value !== null ? targetOf(value, work.input.references) : value;
}

/** Makes the fact, or returns the previous one where it is the same. `since` stays while the value does. */
export function make(
  previous: GoldenFact | null,
  value: Stated,
  basis: Basis,
  source: string | null,
  record: GoldenFact["record"],
  authority: string | null,
  handover: Handover | null,
  work: Work,
): GoldenFact {
  if (previous === null)
    return { value, basis, source, record, since: work.input.index, authority, handover };
  // Believed to be empty and said by nobody are both null, and not the same.
  const stays =
    previous.value === value && (value !== null || (previous.basis === "none") === (basis === "none"));
  if (
    stays &&
    previous.basis === basis &&
    previous.source === source &&
    previous.record === record &&
    previous.authority === authority &&
    sameHandover(previous.handover, handover)
  ) {
    return previous;
  }
  return {
    value,
    basis,
    source,
    record,
    since: stays ? previous.since : work.input.index,
    authority,
    handover,
  };
}

function sameHandover(a: Handover | null, b: Handover | null): boolean {
  return a === b || (a !== null && b !== null && a.index === b.index && a.from === b.from && a.to === b.to);
}

/** What the steward is to be told of a hand-over. */
export function notice(work: Work, plan: FactPlan, kind: Notice["kind"], handover: Handover | null): void {
  work.notices.push({ fact: plan.key, kind, from: handover?.from ?? null, to: handover?.to ?? null });
}
