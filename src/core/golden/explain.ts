import { invariant } from "../../errors.ts";
import { authorityNow, GoldenValues } from "../authority/authority.ts";
import { spokesman, whyChosen } from "../authority/survivorship.ts";
import { routeOf } from "../correction/route.ts";
import { type EntityId, entityId, type FactKey, factKey, logIndex, type RecordId } from "../ids.ts";
import { listsSeen } from "../model/fact-attribute.ts";
import type { EntityType, Existence, Model } from "../model/model.ts";
import { approvalKey } from "./approval.ts";
import { Living, waitsWithin } from "./believe.ts";
import { elementFacts } from "./elements.ts";
import { copiesOf, whoIsAsked } from "./explain-copies.ts";
import type {
  CopyAnswer,
  DecidingRule,
  Derivation,
  ExplainInput,
  Explanation,
  InputFact,
  Origin,
  OtherClaim,
} from "./explanation.ts";
import { awaitsReference, type GoldenFact, type RecordState } from "./golden.ts";
import { coreMeans, type Means } from "./means.ts";
import { mergedIntoKey, sourceMerges } from "./merged-away.ts";
import { type FactPlan, hub, planFacts, planOfFact } from "./plan.ts";
import { timelineOf, whyNotNow } from "./timeline.ts";
import { whyNot } from "./why-not.ts";

/** Explains the facts of all entity types of one model. Compile once. */
export interface Explainer {
  /** The four answers about one fact that is declared. */
  explain(type: string, fact: FactKey, input: ExplainInput): Explanation;
  /** The third answer alone: for the copies of a fact that stand on other entities by `copy-of`. */
  copies(type: string, fact: FactKey, input: ExplainInput): readonly CopyAnswer[];
}

export function compileExplainer(model: Model, means: Means = coreMeans): Explainer {
  const plans = new Map<string, ReadonlyMap<FactKey, FactPlan>>();
  for (const type of model.entities.values()) {
    plans.set(type.name, new Map(planFacts(model, type, means).map((plan) => [plan.key, plan])));
  }
  const find = (type: string, key: FactKey): Asked => {
    const declared = model.entities.get(type);
    const known = plans.get(type);
    const plan = known && planOfFact(known, key);
    invariant(declared && plan, `a fact that is explained is declared: ${type}.${key}`);
    return { type: declared, plan };
  };
  return {
    explain: (type, key, input) => explain(model, find, find(type, key), input),
    copies: (type, key, input) => {
      const asked = find(type, key);
      return copiesOf(model, asked, factOf(model, asked, input), input);
    },
  };
}

interface Asked {
  readonly type: EntityType;
  readonly plan: FactPlan;
}

type Find = (type: string, key: FactKey) => Asked;

function explain(model: Model, find: Find, asked: Asked, input: ExplainInput): Explanation {
  const { plan } = asked;
  const fact = factOf(model, asked, input);
  const living = new Living(input.records, asked.type.exists, input.calendar);
  // A copy-of fact is decided, and corrected, where it comes from.
  const home = homeOf(find, asked, input);
  const rule =
    home.facts &&
    decidingRule(home.plan, fact, new GoldenValues(home.facts, input, listsSeen(model, home.type)));
  const speaker = authorityRecord(
    model,
    home.plan,
    fact,
    plan.copyOf === null ? living : new Living(input.cited, home.type.exists, input.calendar),
  );
  const note = plan.attribute.correct ?? home.plan.attribute.correct;
  return {
    fact: plan.key,
    value: fact.value,
    basis: fact.basis,
    since: fact.since === 0 ? null : fact.since,
    handover: fact.handover,
    awaitsReference: awaitsReference(fact) || waitsWithin(plan, fact.value),
    origin: { ...originOf(plan, fact, living, input), rule, from: home.from },
    correct: {
      ...routeOf(model, home.type, home.plan.attribute, fact.authority, speaker, input.connectorsWrite),
      note,
    },
    copies: copiesOf(model, asked, fact, input),
    derived: derivationOf(model, find, asked, input),
    onDivergence: plan.attribute.onDivergence,
    otherClaims: otherClaims(plan, fact, rule, living, input, asked.type.exists),
    timeline: timelineOf(plan, input),
    approvals: (["claim", "override"] as const).flatMap(
      (layer) => input.approvals.get(approvalKey(layer, plan.key)) ?? [],
    ),
    override: input.overrides.get(plan.key) ?? null,
  };
}

/** The fact; one that is not stored, because nobody has said anything about it, is `none`. */
function factOf(model: Model, { plan, type }: Asked, input: ExplainInput): GoldenFact {
  const known = input.golden.facts.get(plan.key);
  if (known !== undefined) return known;
  const rule = decidingRule(plan, null, new GoldenValues(input.golden.facts, input, listsSeen(model, type)));
  const none = { value: null, basis: "none", source: null, record: null, handover: null } as const;
  return { ...none, since: logIndex(0), authority: rule?.source ?? null };
}

/** What a derived fact is derived from: own facts, and those one reference away. */
function derivationOf(model: Model, find: Find, asked: Asked, input: ExplainInput): Derivation | null {
  const { derived } = asked.plan.attribute;
  if (derived === null) return null;
  const inputs = derived.reads.flatMap((read): readonly InputFact[] => {
    const own = find(asked.type.name, factKey(read.attribute));
    if (read.of === null)
      return inputsOf(model, own, { facts: input.golden.facts, records: input.records }, input);
    const target = input.golden.facts.get(own.plan.key)?.value ?? null;
    const entity = target === null ? null : entityId(target);
    const { type } = own.plan.attribute;
    invariant(type.kind === "ref", "an expression reads across references only");
    const facts = entity === null ? null : input.references.facts(entity);
    const records = input.cited.filter((record) => record.entity === entity);
    const across = { facts, records, entity, reference: read.attribute };
    return inputsOf(model, find(type.to, factKey(read.of)), across, input);
  });
  return { expression: derived.text, place: derived.place, inputs };
}

/** Where an input is looked for: on the entity, or on the one that a reference of it leads to. */
interface InputAt {
  readonly facts: ReadonlyMap<FactKey, GoldenFact> | null;
  readonly records: readonly RecordState[];
  readonly entity?: EntityId | null;
  readonly reference?: string;
}

/** An input; of a list whose elements are facts each of them, because each has its own authority. */
function inputsOf(model: Model, asked: Asked, at: InputAt, input: ExplainInput): readonly InputFact[] {
  const { elements, key } = asked.plan;
  const facts = elements === null ? [] : elementFacts(key, at.facts?.keys() ?? []);
  if (elements === null || facts.length === 0) return [inputOf(model, asked, at, input)];
  return facts.map((fact) => inputOf(model, { ...asked, plan: elements(fact) }, at, input));
}

function inputOf(
  model: Model,
  { type, plan }: Asked,
  at: InputAt,
  { connectorsWrite, calendar }: ExplainInput,
): InputFact {
  const fact = at.facts?.get(plan.key) ?? null;
  const speaker = fact && authorityRecord(model, plan, fact, new Living(at.records, type.exists, calendar));
  return {
    reference: at.reference ?? null,
    entity: at.entity ?? null,
    type: type.name,
    fact: plan.key,
    value: fact?.value ?? null,
    basis: fact?.basis ?? "none",
    correct: routeOf(model, type, plan.attribute, fact?.authority ?? null, speaker, connectorsWrite),
  };
}

interface Home extends Asked {
  readonly facts: ReadonlyMap<FactKey, GoldenFact> | null;
  readonly from: Origin["from"];
}

function homeOf(find: Find, asked: Asked, input: ExplainInput): Home {
  const { copyOf, attribute } = asked.plan;
  if (copyOf === null || attribute.copyOf === null)
    return { ...asked, facts: input.golden.facts, from: null };
  const there = find(attribute.copyOf.entity, copyOf.fact);
  const target = input.golden.facts.get(copyOf.reference)?.value ?? null;
  if (target === null) return { ...there, facts: null, from: null };
  const entity = entityId(target);
  return { ...there, facts: input.references.facts(entity), from: { entity, fact: copyOf.fact } };
}

function decidingRule(plan: FactPlan, fact: GoldenFact | null, values: GoldenValues): DecidingRule | null {
  // Of a union the line that decides is that of whoever states the element.
  const stating = plan.union
    ? plan.authorities.findIndex((one) => one.declared.source === fact?.authority)
    : -1;
  const index = stating < 0 ? authorityNow(plan.authorities, values) : stating;
  const declared = plan.authorities[index]?.declared;
  if (declared === undefined) return null;
  return { index, source: declared.source, when: declared.when?.text ?? null, place: declared.place };
}

/** The record that a correction goes to: the one that speaks for the authority, else any that it has. */
function authorityRecord(model: Model, plan: FactPlan, fact: GoldenFact, living: Living): RecordState | null {
  if (fact.authority === null || fact.authority === hub) return null;
  const records = living.of(fact.authority).filter(whoIsAsked(model, plan, fact.authority));
  return spokesman(plan.survivorship, records, true)?.record ?? records[0] ?? null;
}

function originOf(
  plan: FactPlan,
  fact: GoldenFact,
  living: Living,
  input: ExplainInput,
): Omit<Origin, "rule" | "from"> {
  const { source, record } = fact;
  if (source === hub && fact.basis !== "override") {
    return { source, record, key: null, since: input.hub.get(plan.key)?.since ?? null, chosen: null };
  }
  const cited = recordOf(record, input);
  const theirs = plan.attribute.copyOf === null ? plan.key : plan.copyOf?.fact;
  const since = (theirs && cited?.claims.get(theirs)?.since) ?? null;
  const asked = plan.copyOf === null && source !== null && cited !== null;
  const chosen = asked ? whyChosen(plan.survivorship, living.of(source)) : null;
  return { source, record, key: cited?.key ?? null, since, chosen };
}

function recordOf(id: RecordId | null, input: ExplainInput): RecordState | null {
  const here = input.records.find((record) => record.id === id);
  return here ?? input.cited.find((record) => record.id === id) ?? null;
}

function otherClaims(
  plan: FactPlan,
  fact: GoldenFact,
  rule: DecidingRule | null,
  living: Living,
  input: ExplainInput,
  exists: Existence,
): readonly OtherClaim[] {
  const others: OtherClaim[] = [];
  const { away } = sourceMerges(exists, input.records);
  for (const record of input.records) {
    const claim = record.claims.get(plan.key);
    if (record.deleted || claim === undefined || record.id === fact.record) continue;
    const { source, id, key } = record;
    const why = away.has(id)
      ? `${source} merged this record into ${mergedIntoKey(exists, record)}, which speaks for it.`
      : (whyNotNow(record, input.records, input.calendar) ??
        whyNot(plan, fact, rule, record, claim, living.of(source)));
    others.push({ source, record: id, key, value: claim.value, since: claim.since, why });
  }
  const here = input.hub.get(plan.key);
  if (here !== undefined && (fact.source !== hub || fact.basis === "override")) {
    const why = whyNot(plan, fact, rule, null, here, []);
    others.push({ source: hub, record: null, key: null, value: here.value, since: here.since, why });
  }
  return others;
}
