import { authoritiesNow, authorityNow, GoldenValues } from "../authority/authority.ts";
import { entityId, type FactKey } from "../ids.ts";
import { type ListsSeen, listsSeen } from "../model/fact-attribute.ts";
import type { EntityType, Model } from "../model/model.ts";
import { ApprovalBook } from "./approval.ts";
import { Living, saidBy } from "./believe.ts";
import { circleThrough } from "./circle.ts";
import { believeNobody, decideClaim, decideCopyOf, decideDerived, decideFact } from "./decide.ts";
import { elementFacts } from "./elements.ts";
import type { GoldenFact, GoldenRecord, RecordState } from "./golden.ts";
import { coreMeans, type Means } from "./means.ts";
import { type FactPlan, planFacts } from "./plan.ts";
import type { Circle, EndedOverride, Notice, Resolution, ResolveInput, Resolver } from "./resolution.ts";
import { saidTogether } from "./union.ts";
import { inForce } from "./validity.ts";
import type { Work } from "./work.ts";

/**
 * Compiles the resolution of one entity type: its conditions, priorities and comparisons, once per model.
 *
 * Resolving is a pure function of the input. It holds for every input that resolving again with `previous` set to the
 * result changes nothing, and that the order of the records does not matter.
 */
export function compileResolver(model: Model, type: EntityType, means: Means = coreMeans): Resolver {
  const plans = planFacts(model, type, means);
  const lists = listsSeen(model, type);
  return { resolve: (input) => resolve(plans, type, lists, input) };
}

function resolve(
  plans: readonly FactPlan[],
  type: EntityType,
  lists: ListsSeen,
  input: ResolveInput,
): Resolution {
  const facts = new Map<FactKey, GoldenFact>();
  const changed: FactKey[] = [];
  const endedOverrides: EndedOverride[] = [];
  const notices: Notice[] = [];
  const circles: Circle[] = [];
  const approvals = new ApprovalBook(input.approvals, input.requester, input.index);
  const heard = inForce(input.records, input.calendar);
  const living = new Living(heard, type.exists, input.calendar);
  const work: Work = { input, living, facts, endedOverrides, notices, approvals };
  const values = new GoldenValues(facts, input, lists);
  const before = input.previous?.facts;
  let known = 0;
  // Most entity types have no list whose elements are facts: their plans are those declared.
  for (const plan of lists.own.size === 0 ? plans : plansNow(plans, heard, input)) {
    const fact = withoutCircle(plan, decide(plan, values, work), work, circles);
    if (plan.list !== null && !stays(plan, fact, heard, input)) {
      // Nobody states it any more: there is nothing left to agree to.
      approvals.forget("claim", plan.key);
      continue;
    }
    facts.set(plan.key, fact);
    const was = before?.get(plan.key);
    if (was !== undefined) known++;
    if (fact !== was && (was !== undefined || says(fact))) changed.push(plan.key);
  }
  if (before !== undefined && known < before.size) {
    for (const key of before.keys()) if (!facts.has(key)) changed.push(key);
  }
  const golden = recordOf(facts, changed, stateOf(type, input.records), input.previous);
  return { golden, changed, endedOverrides, notices, approvals: approvals.now, circles };
}

function decide(plan: FactPlan, values: GoldenValues, work: Work): GoldenFact {
  if (plan.derive !== null) return decideDerived(plan, plan.derive(values), work);
  if (plan.copyOf !== null) return decideCopyOf(plan, plan.copyOf, work);
  if (plan.union && plan.list === null) {
    const claim = saidTogether(plan, values, work);
    return decideClaim(plan, claim?.source ?? authorityOf(plan, values, work), claim, work);
  }
  return decideFact(plan, authorityOf(plan, values, work), work);
}

/** A parent that would be below the entity is not believed: who closes the circle last is told. */
function withoutCircle(plan: FactPlan, fact: GoldenFact, work: Work, circles: Circle[]): GoldenFact {
  const { entity, references, previous, parentsAnew = false } = work.input;
  if (!plan.attribute.hierarchy || fact.value === null || entity === undefined) return fact;
  if (!parentsAnew && previous?.facts.get(plan.key)?.value === fact.value) return fact;
  const way = circleThrough(entity, entityId(fact.value), plan.key, references);
  if (way === null) return fact;
  circles.push({ fact: plan.key, way });
  return believeNobody(plan, work);
}

/** The plans of all facts that there are: of a list whose elements are facts, those that somebody has ever stated. */
function* plansNow(
  plans: readonly FactPlan[],
  heard: readonly RecordState[],
  input: ResolveInput,
): Iterable<FactPlan> {
  const known = new Set<FactKey>();
  for (const { deleted, claims } of heard) if (!deleted) for (const key of claims.keys()) known.add(key);
  for (const some of [input.hub, input.overrides, input.previous?.facts])
    if (some !== undefined) for (const key of some.keys()) known.add(key);
  for (const plan of plans) {
    if (plan.elements === null) yield plan;
    else for (const key of elementFacts(plan.key, known)) yield plan.elements(key);
  }
}

/** Whether an element is worth keeping: it has a value, or somebody states one who is not believed. */
function stays(
  plan: FactPlan,
  fact: GoldenFact,
  heard: readonly RecordState[],
  { hub }: ResolveInput,
): boolean {
  if (fact.value !== null || fact.basis === "override") return true;
  if (!says(fact)) return false;
  if ((hub.get(plan.key)?.value ?? null) !== null) return true;
  return heard.some((record) => !record.deleted && (record.claims.get(plan.key)?.value ?? null) !== null);
}

/** The authority now; of a union the first that has a value, so that an element stays as long as one of them states it. */
function authorityOf(plan: FactPlan, values: GoldenValues, work: Work): string | null {
  if (plan.union) {
    const sources = authoritiesNow(plan.authorities, values);
    const stating = sources.find(
      (source) => (saidBy(source, plan, work.living, work.input, false)?.value ?? null) !== null,
    );
    return stating ?? sources[0] ?? null;
  }
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
