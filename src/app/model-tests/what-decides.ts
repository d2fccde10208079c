import { attributeOf, type FactKey } from "../../core/ids.ts";
import type { Attribute, FactRead } from "../../core/model/attribute.ts";
import type { EntityType } from "../../core/model/model.ts";
import { targetTypes } from "../../core/value/references.ts";

/** What decides on some facts of an entity: attributes of its own, and of those that it refers to. */
export interface Deciding {
  readonly attributes: ReadonlySet<string>;
  /** By each attribute among them that refers to others, what of these is asked. */
  readonly across: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What decides on some attributes: by conditions, by what matches records, by what is derived or copied, by rules at the door. */
export function decidingOn(type: EntityType, asked: Iterable<string>): Deciding {
  const attributes = new Set<string>();
  const across = new Map<string, Set<string>>();
  const add = (name: string): void => {
    const found = type.attributes.get(name);
    // An expression may name what is declared per code, which is an attribute for each.
    if (found === undefined) for (const one of declaredSo(type, name)) addOne(one);
    else addOne(found);
  };
  const ask = (reference: string, of: string | null): void => {
    const wanted = across.get(reference) ?? new Set<string>();
    across.set(reference, of === null ? wanted : wanted.add(of));
  };
  const read = (reads: readonly FactRead[]): void => {
    for (const one of reads) {
      add(one.attribute);
      if (one.of !== null) ask(one.attribute, one.of);
    }
  };
  const addOne = (attribute: Attribute): void => {
    const { name, copyOf, survivorship, hierarchy } = attribute;
    if (attributes.has(name)) return;
    attributes.add(name);
    for (const { when } of attribute.authority) read(when?.reads ?? []);
    read(attribute.derived?.reads ?? []);
    read(attribute.edits.local?.when?.reads ?? []);
    if (targetTypes(attribute.type).size > 0) ask(name, hierarchy ? name : null);
    if (copyOf !== null) {
      add(copyOf.reference);
      ask(copyOf.reference, copyOf.attribute);
    }
    if (survivorship?.by === "same-as") add(survivorship.attribute);
    // How much a record says in all is asked.
    if (survivorship?.by === "most-complete") for (const one of type.attributes.keys()) add(one);
  };
  for (const name of asked) add(name);
  for (const { keys, unlessDifferent } of type.matchOn)
    for (const name of [...keys, ...unlessDifferent]) add(name);
  for (const { scope, severity, check } of type.rules)
    if (scope === "record" && severity === "error") read(check.reads);
  return { attributes, across };
}

/** Whether a fact is one of some attributes, or an element of one of them. */
export const isFactOf = (attributes: ReadonlySet<string>, fact: string): boolean =>
  attributes.has(fact) || attributes.has(attributeOf(fact as FactKey));

const declaredSo = (type: EntityType, name: string): readonly Attribute[] =>
  [...type.attributes.values()].filter(({ declared }) => declared === name);
