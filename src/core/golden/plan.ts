import { elementPlansMax } from "../../limits.ts";
import { type AuthorityRule, compileAuthorities } from "../authority/authority.ts";
import { compileSurvivorship, type SurvivorRule } from "../authority/survivorship.ts";
import type { Evaluate, EvaluateValue, ExpressionScope } from "../expression/scope.ts";
import { attributeOf, type FactKey, factKey, qualifierOf } from "../ids.ts";
import type { Attribute, Expression } from "../model/attribute.ts";
import { elementAttribute, fieldOfFact } from "../model/fact-attribute.ts";
import type { CodeList, EntityType, Model } from "../model/model.ts";
import { scopeOf } from "../rules/scope-of.ts";
import type { Stated } from "../value/canonical.ts";
import type { Target } from "../value/compare.ts";
import { compileReader } from "../value/read-shape.ts";
import { isRefusal } from "../value/reading.ts";
import { holdsReferences } from "../value/references.ts";
import { type Quorum, quorumOf } from "./approval.ts";
import { claimOn } from "./elements.ts";
import type { Claim, RecordState } from "./golden.ts";
import type { Means } from "./means.ts";

/** The name of Bailiwick itself where a source is named. */
export const hub = "hub";

/** The target that a source is; `null` for the hub, which is none. */
export function targetNamed(model: Model, source: string | null): Target | null {
  const declared = source === null ? undefined : model.sources.get(source);
  return declared === undefined ? null : { source: declared.name, system: declared.system };
}

/** The code list whose spellings may be confused: that of the attribute, or the one that the copy maps it by. */
export function codesOf(model: Model, attribute: Attribute, source: string): CodeList | null {
  const { type } = attribute;
  const declared = model.sources.get(source);
  const named = type.kind === "code" ? type.codes : declared && fieldOfFact(declared, attribute)?.codes;
  return named ? (model.codes.get(named) ?? null) : null;
}

/** One attribute, ready to be resolved. */
export interface FactPlan {
  readonly key: FactKey;
  readonly attribute: Attribute;
  readonly authorities: readonly AuthorityRule[];
  readonly survivorship: SurvivorRule;
  readonly gap: boolean;
  /** Whether claims are references, to be followed to an entity. */
  readonly isReference: boolean;
  /** Whether values are groups or lists with references in them, each of which is followed by itself. */
  readonly holdsReferences: boolean;
  /** Whether golden values are entity ids and copies hold references: so for a copy of another's reference too. */
  readonly refersTo: boolean;
  readonly copyOf: { readonly reference: FactKey; readonly fact: FactKey } | null;
  /** Gives the value of a fact that is derived; `null` where it meets null, or what it comes to is no value of the type. */
  readonly derive: EvaluateValue | null;
  /** The rule of the list that this is an element of: who states the list whole says that all else is not in it. */
  readonly list: SurvivorRule | null;
  /** Whether all authorities whose condition holds are believed together. */
  readonly union: boolean;
  /** Who has to have agreed to a value, where somebody has; `null` where the attribute asks for no approval. */
  readonly quorum: Quorum | null;
  /** Of a list whose elements are facts, the plan of one of them; the list itself is then no fact. */
  readonly elements: ((fact: FactKey) => FactPlan) | null;
  /** Whether a value held by `source` is the other one, in the comparison of the attribute. */
  same(a: Stated, b: Stated, source: string | null): boolean;
}

/** The plans of an entity type in the order of resolution. */
export function planFacts(model: Model, type: EntityType, means: Means): readonly FactPlan[] {
  const scope = scopeOf(model, type);
  const targets = new Map([...model.sources.keys()].map((source) => [source, targetNamed(model, source)]));
  const targetOf = (source: string | null) => (source === null ? null : (targets.get(source) ?? null));
  const conditions = new Map<string, Evaluate>();
  const conditionOf = ({ text }: Expression, attribute: Attribute): Evaluate => {
    // Of a list whose elements are facts each element is asked by its own plan.
    const key = attribute.qualifier ?? (attribute.elements ? "" : null);
    if (key !== null) return means.compileExpression(text, { ...scope, key });
    // One for all attributes that declare the same, so that it is judged once for all of them.
    const known = conditions.get(text) ?? means.compileExpression(text, { ...scope, key });
    conditions.set(text, known);
    return known;
  };
  const planOf = (attribute: Attribute, list: Attribute | null): FactPlan => ({
    key: factKey(attribute.name),
    attribute,
    authorities: compileAuthorities(attribute, (when) => conditionOf(when, attribute)),
    survivorship: compileSurvivorship(attribute, type),
    gap: attribute.blank === "gap",
    isReference: attribute.type.kind === "ref" && attribute.copyOf === null,
    holdsReferences: holdsReferences(attribute.type),
    refersTo: attribute.type.kind === "ref",
    copyOf: attribute.copyOf && {
      reference: factKey(attribute.copyOf.reference),
      fact: factKey(attribute.copyOf.attribute),
    },
    derive: attribute.derived && compileDerivation(model, attribute, attribute.derived, scope, means),
    // Entity ids are equal or not; nothing about them is compared loosely.
    same:
      attribute.type.kind === "ref"
        ? (a, b) => a === b
        : (a, b, source) => a === b || means.sameValue(attribute, a, b, targetOf(source)),
    list: list === null ? null : wholeRule(list, type),
    union: attribute.combine === "union",
    quorum: attribute.approve && quorumOf(attribute.approve, model.people),
    elements: attribute.elements
      ? remembered((key) => planOf(elementAttribute(attribute, key), attribute))
      : null,
  });
  return [...type.attributes.values()].map((attribute) => planOf(attribute, null));
}

/** What an expression comes to is read as the attribute reads any value: a part of a whole number is none. */
function compileDerivation(
  model: Model,
  attribute: Attribute,
  { text }: Expression,
  scope: ExpressionScope,
  means: Means,
): EvaluateValue {
  const value = means.compileValue(text, scope);
  const read = compileReader(attribute, model.codes);
  return (facts) => {
    const given = value(facts);
    const reading = given === null ? null : read(given);
    return isRefusal(reading) ? null : reading;
  };
}

/** The plan of a fact among those of its entity type; of an element by way of its list. */
export function planOfFact(plans: ReadonlyMap<FactKey, FactPlan>, fact: FactKey): FactPlan | undefined {
  return plans.get(fact) ?? plans.get(factKey(attributeOf(fact)))?.elements?.(fact);
}

/** What a record says about the fact of a plan. */
export const claimAbout = (plan: FactPlan, record: Pick<RecordState, "claims">): Claim | undefined =>
  claimOn(record, plan.attribute);

/** Who states a list whole speaks for it, the oldest record first; where it follows another attribute, the record that won that. */
function wholeRule(list: Attribute, type: EntityType): SurvivorRule {
  const { key, gap, lead } = compileSurvivorship(list, type);
  return { key, gap, by: lead === null ? "oldest" : "same-as", lead };
}

/** Plans of elements are made once for each key, as long as there are not too many of them. */
function remembered(make: (key: string) => FactPlan): (fact: FactKey) => FactPlan {
  const plans = new Map<FactKey, FactPlan>();
  return (fact) => {
    const before = plans.get(fact);
    if (before !== undefined) return before;
    if (plans.size >= elementPlansMax) plans.clear();
    const plan = make(qualifierOf(fact));
    plans.set(fact, plan);
    return plan;
  };
}
