import { elementFacts } from "../../core/golden/elements.ts";
import { type EntityId, entityId, type FactKey, factKey } from "../../core/ids.ts";
import type { EntityType } from "../../core/model/model.ts";
import type { ValueType } from "../../core/model/value-type.ts";
import type { RefText, Stated } from "../../core/value/canonical.ts";
import { parseReference } from "../../core/value/reference.ts";
import { type ReferenceWithin, referencesIn } from "../../core/value/references.ts";
import type { EntityState } from "../../store/state.ts";
import { attributeHash, formOf, keyHash } from "./record-lookups.ts";
import type { Work } from "./work.ts";

/** Every reference that is about to be stated, or is by the entities of a work, with the type that it leads to. */
export function wantedReferences(work: Work): ReadonlyMap<RefText, EntityType> {
  const wanted = new Map<RefText, EntityType>();
  for (const { type, claims } of work.incoming) addReferences(work, work.typeOf(type).type, claims, wanted);
  for (const state of work.entities.values()) {
    const compiled = work.compiled.types.get(state.type);
    // A type that left the model is waiting for it to come back.
    if (compiled === undefined || compiled.references.length === 0) continue;
    const { type } = compiled;
    for (const { claims } of state.records) addReferences(work, type, valuesOf(claims), wanted);
    addReferences(work, type, valuesOf(state.hub), wanted);
    addReferences(work, type, valuesOf(state.overrides), wanted);
    for (const name of compiled.references)
      for (const { to, text } of standingReferences(state, type, name))
        wanted.set(text as RefText, work.typeOf(to).type);
  }
  return wanted;
}

/** Parents that entities of a work may get, of all that states one, and do not have yet. */
export function newParents(work: Work): readonly EntityId[] {
  const parents = new Set<EntityId>();
  const add = (texts: readonly ReferenceWithin[], now: Stated) => {
    for (const { text } of texts) {
      const parent = work.referenceOf.get(text as RefText)?.entity ?? null;
      if (parent !== null && parent !== now) parents.add(parent);
    }
  };
  for (const { type, claims } of work.incoming)
    for (const fact of work.typeOf(type).hierarchies)
      add(statedReferences(work.typeOf(type).type, fact, claims), null);
  for (const state of work.entities.values()) {
    const compiled = work.compiled.types.get(state.type);
    for (const fact of compiled?.hierarchies ?? []) {
      const now = work.parentsAnew ? null : (state.golden?.facts.get(fact)?.value ?? null);
      if (compiled === undefined) continue;
      for (const said of [...state.records.map(({ claims }) => claims), state.hub, state.overrides])
        add(statedReferences(compiled.type, fact, valuesOf(said)), now);
      add(standingReferences(state, compiled.type, fact), now);
    }
  }
  return [...parents];
}

/** What is said of each fact, whoever says it. */
export const valuesOf = (
  said: ReadonlyMap<FactKey, { readonly value: Stated }>,
): ReadonlyMap<FactKey, Stated> => new Map([...said].map(([fact, { value }]) => [fact, value]));

/**
 * References that stand though no record may state them any more, carried or agreed to: ids of entities, which are followed
 * as any other reference.
 */
export function standingReferences(
  state: EntityState,
  type: EntityType,
  name: string,
): readonly ReferenceWithin[] {
  const { golden, approvals } = state;
  const agreed = [...approvals.values()].flatMap((one) =>
    one.agreed === null ? [] : [[one.fact, one.agreed.value] as const],
  );
  const known = new Set([...(golden?.facts.keys() ?? []), ...agreed.map(([fact]) => fact)]);
  const stands = (fact: FactKey): readonly Stated[] => {
    const now = golden?.facts.get(fact);
    const those = agreed.filter(([one]) => one === fact).map(([, value]) => value);
    return now?.basis === "carried" ? [now.value, ...those] : those;
  };
  return factsStated(type, name, known).flatMap(({ fact, of }) =>
    stands(fact).flatMap((value) => (value === null ? [] : referencesIn(of, value))),
  );
}

function addReferences(
  work: Work,
  type: EntityType,
  claims: ReadonlyMap<FactKey, string | null>,
  wanted: Map<RefText, EntityType>,
): void {
  for (const name of work.typeOf(type.name).references)
    for (const { to, text } of statedReferences(type, name, claims))
      wanted.set(text as RefText, work.typeOf(to).type);
}

/** Every reference that is stated of an attribute: its value, those in it, or those in the elements of its list. */
export function statedReferences(
  type: Pick<EntityType, "attributes">,
  name: string,
  claims: ReadonlyMap<FactKey, Stated>,
): readonly ReferenceWithin[] {
  return factsStated(type, name, claims.keys()).flatMap(({ fact, of }) => {
    const value = claims.get(fact) ?? null;
    return value === null ? [] : referencesIn(of, value);
  });
}

/** The facts of an attribute with their type: itself, or the elements of its list among those that are known. */
function factsStated(
  { attributes }: Pick<EntityType, "attributes">,
  name: string,
  known: Iterable<FactKey>,
): readonly { readonly fact: FactKey; readonly of: ValueType }[] {
  const attribute = attributes.get(name);
  if (attribute === undefined) return [];
  const { type, elements } = attribute;
  if (!elements || type.kind !== "list") return [{ fact: factKey(name), of: type }];
  return elementFacts(factKey(name), known).map((fact) => ({ fact, of: type.of }));
}

/** By what each reference is looked up. */
export function referenceHashes(
  work: Work,
  wanted: ReadonlyMap<RefText, EntityType>,
): ReadonlyMap<RefText, Buffer> {
  const hashes = new Map<RefText, Buffer>();
  for (const [text, target] of wanted) {
    const way = parseReference(text);
    if (way === null) continue;
    if (way.kind === "record") hashes.set(text, keyHash(work.keys, "wants", way.source, way.key));
    else if (way.kind === "entity") hashes.set(text, keyHash(work.keys, "wants", "", way.id));
    else {
      const attribute = target.attributes.get(way.attribute);
      if (attribute === undefined) continue;
      hashes.set(text, attributeHash(work.keys, target.name, way.attribute, formOf(attribute, way.value)));
    }
  }
  return hashes;
}

/** Says where each reference leads, from what the work knows: records, lookups and survivors are loaded. */
export function resolveWanted(work: Work, hashes: ReadonlyMap<RefText, Buffer>): void {
  for (const [text, hash] of hashes) work.referenceOf.set(text, { hash, entity: targetOf(work, text, hash) });
}

/** The one entity that a reference leads to; a value that several entities hold leads nowhere. */
function targetOf(work: Work, text: RefText, hash: Buffer): EntityId | null {
  const way = parseReference(text);
  if (way?.kind === "entity") return work.survivors.get(entityId(way.id)) ?? null;
  if (way?.kind === "record") return work.recordsAt(way.source, way.key)[0]?.entity ?? null;
  const ids = new Set((work.lookups.get(hash.toString("latin1")) ?? []).map((row) => row.entity));
  const [only] = ids;
  return ids.size === 1 && only !== undefined ? only : null;
}
