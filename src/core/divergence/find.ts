import { awaitsReference, type GoldenFact, type RecordState } from "../golden/golden.ts";
import { type FactPlan, type Means, planFacts } from "../golden/plan.ts";
import type { FactKey } from "../ids.ts";
import type { Attribute, Copy, EntityType, Model } from "../model/model.ts";
import type { Stated } from "../value/canonical.ts";
import { causeOf, claimChangedNow, stoodInStep } from "./cause.ts";
import { compareCopy, mustFollow } from "./copies.ts";
import type { ClosedHow, Divergence, DivergencePattern } from "./divergence.ts";
import type { ClosedDivergence, Finder, FindInput, Found } from "./finding.ts";

/** What the search for divergences is built on besides what resolution is. */
export interface FindingMeans extends Means {
  /** How two values of an attribute that are not equal differ. */
  differencePattern(attribute: Attribute, golden: Stated, held: Stated): DivergencePattern;
}

/**
 * Compiles the search for one entity type. What is open follows from the golden record and the records alone;
 * the history decides only on causes: searching from nothing finds the same facts and records.
 */
export function compileFinder(model: Model, type: EntityType, means: FindingMeans): Finder {
  const plans = planFacts(model, type, means).filter((plan) => plan.attribute.copies.length > 0);
  const byKey = new Map(plans.map((plan) => [plan.key, plan]));
  return { find: (input) => find(plans, byKey, means, input) };
}

function find(
  plans: readonly FactPlan[],
  byKey: ReadonlyMap<FactKey, FactPlan>,
  means: FindingMeans,
  input: FindInput,
): Found {
  const open: Divergence[] = [];
  const opened: Divergence[] = [];
  const changed: Divergence[] = [];
  for (const plan of plans) {
    const fact = input.golden.facts.get(plan.key);
    for (const copy of plan.attribute.copies) {
      if (!mustFollow(fact, copy.source)) continue;
      for (const record of input.records) {
        if (record.source !== copy.source || record.deleted) continue;
        if (compareCopy(plan, fact, record, input.records, input.references) !== "diverged") continue;
        const before = input.open.find((known) => known.record === record.id && known.fact === plan.key);
        const now = describe(plan, copy, fact, record, before, means, input);
        open.push(now);
        if (before === undefined) opened.push(now);
        else if (now !== before) changed.push(now);
      }
    }
  }
  return { open, opened, changed, closed: closedNow(byKey, open, input) };
}

function describe(
  plan: FactPlan,
  copy: Copy,
  fact: GoldenFact,
  record: RecordState,
  before: Divergence | undefined,
  means: FindingMeans,
  input: FindInput,
): Divergence {
  const held = record.claims.get(plan.key)?.value ?? null;
  const wasInStep = before?.wasInStep ?? stoodInStep(plan, record, input);
  const claimChanged = before === undefined ? claimChangedNow(plan, record, input) : before.held !== held;
  const cause = causeOf(plan, fact, held, before, wasInStep, claimChanged, input);
  const pattern = awaitsReference(fact) ? "other" : means.differencePattern(plan.attribute, fact.value, held);
  const now = {
    fact: plan.key,
    record: record.id,
    source: record.source,
    golden: fact.value,
    held,
    cause,
    pattern,
    policy: copy.onDivergence,
    opened: before?.opened ?? input.index,
    since: before?.cause === cause ? before.since : input.index,
    wasInStep,
  } satisfies Divergence;
  return before !== undefined && sameDivergence(before, now) ? before : now;
}

function sameDivergence(a: Divergence, b: Divergence): boolean {
  return (
    a.golden === b.golden &&
    a.held === b.held &&
    a.cause === b.cause &&
    a.pattern === b.pattern &&
    a.policy === b.policy
  );
}

function closedNow(
  byKey: ReadonlyMap<FactKey, FactPlan>,
  open: readonly Divergence[],
  input: FindInput,
): readonly ClosedDivergence[] {
  const closed: ClosedDivergence[] = [];
  for (const divergence of input.open) {
    if (open.some((known) => known.record === divergence.record && known.fact === divergence.fact)) continue;
    closed.push({ divergence, how: howClosed(byKey.get(divergence.fact), divergence, input) });
  }
  return closed;
}

function howClosed(plan: FactPlan | undefined, divergence: Divergence, input: FindInput): ClosedHow {
  const record = input.records.find((candidate) => candidate.id === divergence.record);
  if (record === undefined || record.deleted) return "record-gone";
  if (!plan?.attribute.copies.some((copy) => copy.source === record.source)) return "not-declared";
  const fact = input.golden.facts.get(plan.key);
  if (fact?.authority === record.source) return "became-authority";
  if (!mustFollow(fact, record.source)) return "nothing-believed";
  const claim = record.claims.get(plan.key);
  if (claim === undefined) return "unstated";
  if (claim.value !== divergence.held) return "copy-agrees";
  if (divergence.cause === "awaits-reference") return "reference-arrived";
  return fact.value !== divergence.golden ? "golden-agrees" : "compares-equal";
}
