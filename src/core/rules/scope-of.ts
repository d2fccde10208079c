import type { ExpressionScope } from "../expression/scope.ts";
import type { EntityType, Model, Rule } from "../model/model.ts";
import type { ValueType } from "../model/value-type.ts";

/** What the conditions of an entity type may read: its own attributes, and those one reference away. */
export function scopeOf(model: Model, type: EntityType): ExpressionScope {
  const references = new Map<string, ReadonlyMap<string, ValueType>>();
  for (const [name, attribute] of type.attributes) {
    const target = attribute.type.kind === "ref" ? model.entities.get(attribute.type.to) : undefined;
    if (target !== undefined) references.set(name, typesOf(target));
  }
  return { attributes: typesOf(type), references };
}

/** What a rule may read, by its scope: one value, what one record states, or the golden record and its references. */
export function scopeOfRule(model: Model, type: EntityType, rule: Rule): ExpressionScope {
  if (rule.scope === "entity") return scopeOf(model, type);
  const own = typesOf(type);
  const attributes = rule.scope === "record" ? own : fieldScope(type, rule.attribute);
  return { attributes, references: new Map() };
}

/** The one value that a rule of scope `field` reads: of an attribute `per` something any of its values, of a list of facts an element. */
function fieldScope(type: EntityType, declared: string | null): ReadonlyMap<string, ValueType> {
  for (const attribute of type.attributes.values()) {
    if (attribute.declared !== declared) continue;
    const one = attribute.elements && attribute.type.kind === "list" ? attribute.type.of : attribute.type;
    return new Map([[declared, one]]);
  }
  return new Map();
}

function typesOf(type: EntityType): ReadonlyMap<string, ValueType> {
  return new Map([...type.attributes].map(([name, attribute]) => [name, attribute.type]));
}
