import type { Refusal } from "../../errors.ts";
import type { FactValues } from "../expression/scope.ts";
import { listOfElements } from "../golden/elements.ts";
import { attributeOf, type FactKey, factKey } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import { elementLists } from "../model/fact-attribute.ts";
import type { EntityType, Model } from "../model/model.ts";
import type { Canonical, Stated } from "../value/canonical.ts";
import type { CompiledRules, RuleBreach } from "./breach.ts";
import { entity } from "./entity.ts";
import { field } from "./field.ts";
import type { CompiledRule, RuleKind } from "./kind.ts";
import { record } from "./record.ts";
import { required } from "./required.ts";

/** The registry: each kind of rule once, in the order in which breaches are reported. */
const ruleKinds = { field, record, required, entity } as const satisfies Record<string, RuleKind>;

/** Compiles all rules of an entity type. Compile once, judge every record and entity. */
export function compileRules(model: Model, type: EntityType): CompiledRules {
  const rulesOn = (what: RuleKind["judgedOn"]): readonly CompiledRule[] =>
    Object.values(ruleKinds)
      .filter((kind) => kind.judgedOn === what)
      .flatMap((kind) => kind.compile(model, type));
  const byAttribute = Map.groupBy(rulesOn("field"), (rule) => rule.breach.attribute);
  const onRecord = rulesOn("record");
  const onEntity = rulesOn("entity");
  const lists = new Map(elementLists(type).map((list) => [list.declared, list]));
  return {
    judgeField: (fact, value) => {
      const rules = byAttribute.get(attributeOf(fact));
      return rules === undefined ? none : judge(rules, oneValue(value));
    },
    judgeRecord: (claims) => judge(onRecord, statedValues(claims, lists)),
    judgeEntity: (values) => judge(onEntity, values),
  };
}

/**
 * The rules of scope `field` as the mapping asks for them: a value that breaks one, whatever its severity, is refused
 * with `value-breaks-rule`. `null` for an attribute without such rules.
 */
export function fieldCheck(
  rules: CompiledRules,
  type: EntityType,
): (attribute: {
  readonly name: string;
  readonly declared: string;
}) => ((value: Canonical | null) => Refusal | null) | null {
  const ruled = new Set(type.rules.filter((rule) => rule.scope === "field").map((rule) => rule.attribute));
  return ({ name, declared }) => {
    if (!ruled.has(declared)) return null;
    const fact = factKey(name);
    return (value) => {
      const [breach] = rules.judgeField(fact, value);
      if (breach === undefined) return null;
      return { code: "value-breaks-rule", message: breach.message, fields: { rule: breach.rule } };
    };
  };
}

const none: readonly RuleBreach[] = [];

/** Most of what is judged breaks nothing, so a list is made only for the first breach. */
function judge(rules: readonly CompiledRule[], facts: FactValues): readonly RuleBreach[] {
  let breaches: RuleBreach[] | null = null;
  for (const rule of rules)
    if (rule.fails(facts)) {
      breaches ??= [];
      breaches.push(rule.breach);
    }
  return breaches ?? none;
}

function oneValue(value: Stated): FactValues {
  return { own: () => value, through: () => null };
}

function statedValues(
  claims: ReadonlyMap<FactKey, Stated>,
  lists: ReadonlyMap<string, Attribute>,
): FactValues {
  const own = (attribute: string): Stated => {
    const list = lists.get(attribute);
    return list === undefined ? (claims.get(factKey(attribute)) ?? null) : listOfElements(list, claims);
  };
  return { own, through: () => null };
}
