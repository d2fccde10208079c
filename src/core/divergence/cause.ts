import { followed, targetOf, waitsWithin } from "../golden/believe.ts";
import { awaitsReference, type GoldenFact, type RecordState } from "../golden/golden.ts";
import { claimAbout, type FactPlan } from "../golden/plan.ts";
import type { Copy } from "../model/attribute.ts";
import type { Stated } from "../value/canonical.ts";
import { holds } from "./copies.ts";
import type { Divergence, DivergenceCause } from "./divergence.ts";
import type { FindInput } from "./finding.ts";

/** Why a copy differs. `before` is the divergence that was open already. */
export function causeOf(
  plan: FactPlan,
  fact: GoldenFact,
  held: Stated,
  before: Divergence | undefined,
  wasInStep: boolean,
  claimChanged: boolean,
  input: FindInput,
): DivergenceCause {
  if (held === null) return "missing";
  if (awaitsReference(fact) || waitsWithin(plan, fact.value)) return "awaits-reference";
  if (plan.refersTo && targetOf(held, input.references) === null) return "awaits-reference";
  if (waitsWithin(plan, followed(plan, held, input.references))) return "awaits-reference";
  if (!wasInStep) return "never-synced";
  if (claimChanged) return "foreign-edit";
  // Neither an absence nor a wait is what keeps it now; what is left is a golden value that it has not followed.
  const stands = before !== undefined && before.cause !== "missing" && before.cause !== "awaits-reference";
  return stands ? before.cause : "in-transit";
}

/**
 * Whether a copy that differs for a cause was in step before: what `causeOf` distinguishes causes by. `null` where the cause is an
 * absence or a wait, of copies that were and of copies that were not.
 */
export function wasInStepFor(cause: DivergenceCause): boolean | null {
  return cause === "missing" || cause === "awaits-reference" ? null : cause !== "never-synced";
}

/** Whether the copy held the golden value before this entry: it existed here, said something, and said the same. */
export function stoodInStep(plan: FactPlan, record: RecordState, input: FindInput): boolean {
  const golden = input.previous?.facts.get(plan.key);
  if (golden === undefined || golden.basis === "none") return false;
  const was = input.before.get(record.id);
  if (was === undefined && record.created === input.index) return false;
  if (was !== undefined && (was.deleted || was.entity !== record.entity)) return false;
  const held = claimAbout(plan, was ?? record)?.value;
  if (held === undefined) return false;
  return holds(plan, golden.value, held, record.source, input.references);
}

/** Whether this entry changed what the record states about the fact. */
export function claimChangedNow(plan: FactPlan, record: RecordState, input: FindInput): boolean {
  const was = input.before.get(record.id);
  return was !== undefined && claimAbout(plan, was)?.value !== claimAbout(plan, record)?.value;
}

/**
 * The cause at a given moment: what is `in-transit`, and may not differ, becomes `late` once the freshness target of the copy has passed.
 * Instants are milliseconds since 1970; `since` is that of the entry `divergence.since`.
 */
export function causeAfter(
  { cause, leave }: Pick<Divergence, "cause" | "leave">,
  copy: Pick<Copy, "withinSeconds">,
  since: number,
  now: number,
): DivergenceCause {
  return cause === "in-transit" && leave === null && now - since > copy.withinSeconds * 1000 ? "late" : cause;
}
