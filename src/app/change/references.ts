import { approvalKey, approvalLayers } from "../../core/golden/approval.ts";
import { type EntityId, entityId, type FactKey, factKey } from "../../core/ids.ts";
import type { EntityType } from "../../core/model/model.ts";
import type { RefText } from "../../core/value/canonical.ts";
import { parseReference } from "../../core/value/reference.ts";
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
    for (const record of state.records) {
      addReferences(work, type, new Map([...record.claims].map(([fact, one]) => [fact, one.value])), wanted);
    }
    addReferences(work, type, new Map([...state.hub].map(([fact, one]) => [fact, one.value])), wanted);
    addReferences(work, type, new Map([...state.overrides].map(([fact, one]) => [fact, one.value])), wanted);
    for (const name of compiled.references)
      for (const value of standingReferences(state, factKey(name)))
        addReferences(work, type, new Map([[factKey(name), value]]), wanted);
  }
  return wanted;
}

/**
 * References that stand though no record may state them any more, carried or agreed to: ids of entities, which are followed
 * as any other reference.
 */
export function standingReferences(state: EntityState, fact: FactKey): readonly string[] {
  const golden = state.golden?.facts.get(fact);
  const carried = golden?.basis === "carried" ? golden.value : null;
  const agreed =
    state.approvals.size === 0
      ? []
      : approvalLayers.map((layer) => state.approvals.get(approvalKey(layer, fact))?.agreed?.value ?? null);
  return [carried, ...agreed].filter((value) => value !== null);
}

function addReferences(
  work: Work,
  type: EntityType,
  claims: ReadonlyMap<FactKey, string | null>,
  wanted: Map<RefText, EntityType>,
): void {
  for (const name of work.typeOf(type.name).references) {
    const value = claims.get(name as FactKey);
    const to = type.attributes.get(name)?.type;
    if (value === undefined || value === null || to?.kind !== "ref") continue;
    wanted.set(value as RefText, work.typeOf(to.to).type);
  }
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
