import { compileFinder } from "../../core/divergence/find.ts";
import type { Finder } from "../../core/divergence/finding.ts";
import type { Resolver } from "../../core/golden/resolution.ts";
import { compileResolver } from "../../core/golden/resolve.ts";
import { type FactKey, factKey } from "../../core/ids.ts";
import { compileMapping } from "../../core/mapping/mapping.ts";
import type { Mapping } from "../../core/mapping/observation.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { type ListsSeen, listsSeen, referenceFields } from "../../core/model/fact-attribute.ts";
import type { EntityType, Model } from "../../core/model/model.ts";
import type { Source } from "../../core/model/source.ts";
import type { CompiledRules } from "../../core/rules/breach.ts";
import { compileRules, fieldCheck } from "../../core/rules/index.ts";
import { targetTypes } from "../../core/value/references.ts";
import { invariant } from "../../errors.ts";

/** A model with everything that is made of it once: resolvers, finders, rules and mappings. */
export interface Compiled {
  readonly model: Model;
  readonly types: ReadonlyMap<string, CompiledType>;
  readonly mappings: ReadonlyMap<string, Mapping>;
  /** Sources whose keys other sources hold in a link column. */
  readonly linkedTo: ReadonlySet<string>;
  /** Whether anything that it says depends on what day it is. */
  readonly readsCalendar: boolean;
}

export interface CompiledType {
  readonly type: EntityType;
  readonly resolver: Resolver;
  readonly finder: Finder;
  readonly rules: CompiledRules;
  /** Its attributes whose values are sealed. */
  readonly sealed: readonly Attribute[];
  /** Its attributes that make a tree of its entities. */
  readonly hierarchies: readonly FactKey[];
  /** Its attributes of type ref, and its groups and lists with references in them. */
  readonly references: readonly string[];
  /** Whether an expression of it reads the day, so that it is resolved anew when one begins. */
  readonly readsToday: boolean;
  /** Whether another type refers to this one, so that its changes are to be followed. */
  readonly referred: boolean;
  /** The lists whose elements are facts, of the type and of those that it refers to. */
  readonly lists: ListsSeen;
  /** Attributes by whose value others refer to it, and the sources that are believed for them. */
  readonly referredBy: ReadonlyMap<string, ReadonlySet<string>>;
  /** Sources by whose keys others refer to it. */
  readonly referredByKeyOf: ReadonlySet<string>;
}

/** `seedOf` gives with what the digests of the records of a source begin. */
export function compileModel(
  model: Model,
  seedOf: (source: Source) => string = ({ digest }) => digest,
): Compiled {
  const types = new Map<string, CompiledType>();
  for (const type of model.entities.values()) types.set(type.name, compileType(model, type));
  const mappings = new Map<string, Mapping>();
  for (const source of model.sources.values()) {
    const compiled = types.get(source.entity);
    invariant(compiled !== undefined, "the entity type of a source is declared");
    const parts = { fieldCheck: fieldCheck(compiled.rules, compiled.type), seed: seedOf(source) };
    mappings.set(source.name, compileMapping(model, source, parts));
  }
  const linkedTo = new Set([...model.sources.values()].flatMap((source) => [...source.links.keys()]));
  const isDated = [...model.sources.values()].some(({ valid }) => valid !== null);
  const readsCalendar = isDated || [...types.values()].some(({ readsToday }) => readsToday);
  return { model, types, mappings, linkedTo, readsCalendar };
}

function compileType(model: Model, type: EntityType): CompiledType {
  const references = [...type.attributes.values()]
    .filter((attribute) => targetTypes(attribute.type).size > 0)
    .map((attribute) => attribute.name);
  const { byAttribute, byKeyOf, referred } = waysToRefer(model, type);
  return {
    type,
    resolver: compileResolver(model, type),
    finder: compileFinder(model, type),
    rules: compileRules(model, type),
    sealed: [...type.attributes.values()].filter((attribute) => attribute.sealed),
    lists: listsSeen(model, type),
    hierarchies: [...type.attributes.values()].filter((one) => one.hierarchy).map((one) => factKey(one.name)),
    references,
    readsToday: readsToday(type),
    referred,
    referredBy: new Map([...byAttribute].map((name) => [name, believedFor(type, name)])),
    referredByKeyOf: byKeyOf,
  };
}

function readsToday({ attributes, rules }: EntityType): boolean {
  const expressions = [
    ...[...attributes.values()].flatMap(({ authority, derived, edits }) => [
      derived,
      edits.local?.when,
      ...authority.map(({ when }) => when),
    ]),
    ...rules.map(({ check }) => check),
  ];
  return expressions.some((one) => one?.today === true);
}

/** By which attributes and which sources' keys the references of the whole model lead to a type. */
function waysToRefer(
  model: Model,
  target: EntityType,
): { byAttribute: Set<string>; byKeyOf: Set<string>; referred: boolean } {
  const byAttribute = new Set<string>();
  const byKeyOf = new Set<string>();
  for (const source of model.sources.values()) {
    const attributes = model.entities.get(source.entity)?.attributes;
    for (const [name, stated] of source.fields) {
      const type = attributes?.get(name)?.type;
      for (const { to, field } of type === undefined ? [] : referenceFields(type, stated)) {
        if (to !== target.name) continue;
        if (field.by !== null) byAttribute.add(field.by);
        else if (field.as !== null) byKeyOf.add(field.as);
        else for (const own of target.sources) if (own.system === source.system) byKeyOf.add(own.name);
      }
    }
  }
  const all = [...model.entities.values()].flatMap((entity) => [...entity.attributes.values()]);
  const referring = all.filter(({ type }) => targetTypes(type).has(target.name));
  const referred = referring.length > 0;
  if (referring.some(isEnteredHere)) {
    // By the key of any record, or by a value that alone makes records one entity.
    for (const { name } of target.sources) byKeyOf.add(name);
    for (const { keys } of target.matchOn)
      if (keys.length === 1) for (const key of keys) byAttribute.add(key);
  }
  return { byAttribute, byKeyOf, referred };
}

const isEnteredHere = ({ authority, edits }: Attribute): boolean =>
  edits.override !== null || authority.some((one) => one.source === "hub");

/** The sources whose claims may become the golden value: only by these is an entity known to others. */
function believedFor(type: EntityType, name: string): ReadonlySet<string> {
  const attribute = type.attributes.get(name);
  invariant(attribute !== undefined, "a reference is held by an attribute that its target has");
  return new Set([...attribute.authority.map((one) => one.source), ...attribute.fallback]);
}
