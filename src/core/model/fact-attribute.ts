import { attributeOf, factKey, qualifierOf } from "../ids.ts";
import type { Attribute } from "./attribute.ts";
import type { EntityType, Model } from "./model.ts";
import type { Field, Source } from "./source.ts";
import type { ValueType } from "./value-type.ts";

/** What is declared of a fact: its attribute, or, for an element of a list whose elements are facts, that of the element. */
export function attributeOfFact(type: Pick<EntityType, "attributes">, fact: string): Attribute | undefined {
  const own = type.attributes.get(fact);
  if (own !== undefined) return own;
  const list = type.attributes.get(attributeOf(factKey(fact)));
  const key = qualifierOf(factKey(fact));
  return list?.elements && key !== "" && fact.endsWith("]") ? elementAttribute(list, key) : undefined;
}

/** What is declared under a name: of an attribute `per` something what holds of any of its values. */
export function declaredAs(type: Pick<EntityType, "attributes">, name: string): Attribute | undefined {
  return type.attributes.get(name) ?? [...type.attributes.values()].find(({ declared }) => declared === name);
}

/** What holds of one element of a list whose elements are facts: all that is declared of the list, and its own type. */
export function elementAttribute(list: Attribute, key: string): Attribute {
  const { type } = list;
  return {
    ...list,
    name: factKey(list.declared, key),
    qualifier: key,
    title: `${list.title} (${key})`,
    ...(type.kind === "list" ? { type: type.of, standardise: type.standardise } : {}),
    // An element without which the list would do is not missing.
    required: false,
    elements: false,
    elementOf: type.kind === "list" ? type : null,
    indexed: false,
  };
}

/** The lists of an entity type whose elements are facts. */
export const elementLists = (type: Pick<EntityType, "attributes">): readonly Attribute[] =>
  [...type.attributes.values()].filter(({ elements }) => elements);

/** The lists whose elements are facts that expressions may read: by name, and by reference and name. */
export interface ListsSeen {
  readonly own: ReadonlyMap<string, Attribute>;
  readonly across: ReadonlyMap<string, ReadonlyMap<string, Attribute>>;
}

/** The lists whose elements are facts of an entity type, and of those that it refers to. */
export function listsSeen(model: Pick<Model, "entities">, type: EntityType): ListsSeen {
  const across = new Map<string, ReadonlyMap<string, Attribute>>();
  for (const { name, type: of } of type.attributes.values()) {
    const target = of.kind === "ref" ? model.entities.get(of.to) : undefined;
    const lists = target === undefined ? [] : elementLists(target);
    if (lists.length > 0) across.set(name, byName(lists));
  }
  return { own: byName(elementLists(type)), across };
}

const byName = (lists: readonly Attribute[]): ReadonlyMap<string, Attribute> =>
  new Map(lists.map((list) => [list.declared, list]));

/** How a source states a fact; of an element of a list as it states the list. */
export const fieldOfFact = (
  source: Pick<Source, "fields">,
  { name, declared }: Pick<Attribute, "name" | "declared">,
): Field | undefined => source.fields.get(name) ?? source.fields.get(declared);

/** Whether each record of a source states one of several facts alone, so that it is not asked about the others. */
export const statesOneEach = (field: Field | undefined): boolean =>
  field !== undefined && (field.element || field.spokenFor !== null);

/** How a source states each reference of an attribute: the attribute itself, or those in its group or in the elements of its list. */
export function referenceFields(
  type: ValueType,
  field: Field | undefined,
): readonly { readonly to: string; readonly field: Field }[] {
  if (field === undefined) return [];
  if (type.kind === "ref") return [{ to: type.to, field }];
  if (type.kind === "list") return referenceFields(type.of, field);
  if (type.kind !== "group") return [];
  return [...type.fields.values()].flatMap((part) =>
    referenceFields(part.type, field.fields?.get(part.name)),
  );
}
