import { authorityNow, GoldenValues } from "../authority/authority.ts";
import type { FactKey } from "../ids.ts";
import type { EntityType, Model } from "../model/model.ts";
import { ApprovalBook } from "./approval.ts";
import { Living } from "./believe.ts";
import { decideCopyOf, decideDerived, decideFact, type Work } from "./decide.ts";
import type { GoldenFact, GoldenRecord, RecordState } from "./golden.ts";
import { coreMeans, type Means } from "./means.ts";
import { type FactPlan, planFacts } from "./plan.ts";
import type { EndedOverride, Notice, Resolution, ResolveInput, Resolver } from "./resolution.ts";

/**
 * Compiles the resolution of one entity type: its conditions, priorities and comparisons, once per model.
 *
 * Resolving is a pure function of the input. It holds for every input that resolving again with `previous` set to the
 * result changes nothing, and that the order of the records does not matter.
 */
export function compileResolver(model: Model, type: EntityType, means: Means = coreMeans): Resolver {
  const plans = planFacts(model, type, means);
  return { resolve: (input) => resolve(plans, type, input) };
}

function resolve(plans: readonly FactPlan[], type: EntityType, input: ResolveInput): Resolution {
  const facts = new Map<FactKey, GoldenFact>();
  const changed: FactKey[] = [];
  const endedOverrides: EndedOverride[] = [];
  const notices: Notice[] = [];
  const approvals = new ApprovalBook(input.approvals, input.requester, input.index);
  const work: Work = { input, living: new Living(input.records), facts, endedOverrides, notices, approvals };
  const values = new GoldenValues(facts, input.references);
  const before = input.previous?.facts;
  let known = 0;
  for (const plan of plans) {
    const fact = decide(plan, values, work);
    facts.set(plan.key, fact);
    const was = before?.get(plan.key);
    if (was !== undefined) known++;
    if (fact !== was && (was !== undefined || says(fact))) changed.push(plan.key);
  }
  if (before !== undefined && known < before.size) {
    for (const key of before.keys()) if (!facts.has(key)) changed.push(key);
  }
  const golden = recordOf(facts, changed, stateOf(type, input.records), input.previous);
  return { golden, changed, endedOverrides, notices, approvals: approvals.now };
}

function decide(plan: FactPlan, values: GoldenValues, work: Work): GoldenFact {
  if (plan.derive !== null) return decideDerived(plan, plan.derive(values), work);
  if (plan.copyOf !== null) return decideCopyOf(plan, plan.copyOf, work);
  return decideFact(plan, authorityOf(plan, values), work);
}

function authorityOf(plan: FactPlan, values: GoldenValues): string | null {
  return plan.authorities[authorityNow(plan.authorities, values)]?.declared.source ?? null;
}

/** Whether a new fact is worth telling: one that nobody says anything about is not. */
const says = (fact: GoldenFact): boolean => fact.basis !== "none" || fact.source !== null;

function recordOf(
  facts: ReadonlyMap<FactKey, GoldenFact>,
  changed: readonly FactKey[],
  state: GoldenRecord["state"],
  previous: GoldenRecord | null,
): GoldenRecord {
  const same =
    previous !== null &&
    changed.length === 0 &&
    previous.state === state &&
    previous.facts.size === facts.size;
  return same ? previous : { facts, state };
}

/** Retired once every record of the deciding source is deleted; an entity that it never knew is active. */
function stateOf(type: EntityType, records: readonly RecordState[]): GoldenRecord["state"] {
  const { authority, onDelete } = type.exists;
  if (authority === null || onDelete === "keep") return "active";
  let deleted = false;
  for (const record of records) {
    if (record.source !== authority) continue;
    if (!record.deleted) return "active";
    deleted = true;
  }
  if (!deleted) return "active";
  return onDelete === "archive" ? "archived" : "retired";
}
