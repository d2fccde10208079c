import { referenceFields } from "../model/fact-attribute.ts";
import type { EntityType, Model } from "../model/model.ts";
import { targetTypes } from "../value/references.ts";

/** The entity types in an order in which those come first that others refer to, as far as they form no circle. */
export function targetsFirst(model: Model): readonly EntityType[] {
  const ordered = new Set<EntityType>();
  const visiting = new Set<EntityType>();
  const visit = (type: EntityType): void => {
    if (ordered.has(type) || visiting.has(type)) return;
    visiting.add(type);
    for (const { type: of } of type.attributes.values()) {
      for (const to of targetTypes(of)) {
        const target = model.entities.get(to);
        if (target !== undefined) visit(target);
      }
    }
    ordered.add(type);
  };
  for (const type of model.entities.values()) visit(type);
  return [...ordered];
}

/** Whether any entity type refers to this one. */
export function isTarget(model: Model, target: EntityType): boolean {
  return [...model.entities.values()].some(({ attributes }) =>
    [...attributes.values()].some(({ type }) => targetTypes(type).has(target.name)),
  );
}

/** The types and attributes by whose values sources hold references. */
export function valuesReferredBy(model: Model): readonly (readonly [type: string, attribute: string])[] {
  return [...model.sources.values()].flatMap((source) =>
    [...source.fields].flatMap(([name, stated]) => {
      const type = model.entities.get(source.entity)?.attributes.get(name)?.type;
      const all = type === undefined ? [] : referenceFields(type, stated);
      return all.flatMap(({ to, field: { by } }) => (by === null ? [] : [[to, by] as const]));
    }),
  );
}
