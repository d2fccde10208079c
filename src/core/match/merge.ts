import { invariant } from "../../errors.ts";
import type { EntityId } from "../ids.ts";

/** Which records belong to which entity, and the merges that stand. Records by whatever names the caller gives them. */
export interface Membership<RecordName> {
  readonly entityOf: ReadonlyMap<RecordName, EntityId>;
  /** By the entity that was merged: an entity is merged once at a time. */
  readonly merges: ReadonlyMap<EntityId, Merge<RecordName>>;
}

/** What a merge is remembered by, so that it can be undone. */
export interface Merge<RecordName> {
  readonly survivor: EntityId;
  /** The records that the merged entity brought and that would go back with it. */
  readonly records: ReadonlySet<RecordName>;
}

/** The entity that answers for an id: the survivor of its survivor, and so on. */
export function survivorOf<RecordName>(merges: Membership<RecordName>["merges"], entity: EntityId): EntityId {
  return chainFrom(merges, entity).at(-1) ?? entity;
}

/** Merges one living entity into another: its records move, and it answers with the survivor from then on. */
export function mergeEntities<RecordName>(
  { entityOf, merges }: Membership<RecordName>,
  survivor: EntityId,
  merged: EntityId,
): Membership<RecordName> {
  invariant(survivor !== merged, "an entity is not merged into itself");
  invariant(!merges.has(survivor) && !merges.has(merged), "both sides of a merge are living");
  const records = new Set([...entityOf].filter(([, entity]) => entity === merged).map(([record]) => record));
  return {
    entityOf: moved(entityOf, records, survivor),
    merges: new Map(merges).set(merged, { survivor, records }),
  };
}

/**
 * Undoes a merge, in any order among others: the records that it brought go back, and no merge further up claims them
 * any longer. Records that came later stay with the survivor.
 */
export function splitEntities<RecordName>(
  { entityOf, merges }: Membership<RecordName>,
  merged: EntityId,
): Membership<RecordName> {
  const merge = merges.get(merged);
  invariant(merge !== undefined, "what is split was merged");
  const rest = new Map(merges);
  rest.delete(merged);
  for (const above of chainFrom(rest, merge.survivor)) {
    const further = rest.get(above);
    if (further !== undefined)
      rest.set(above, { ...further, records: further.records.difference(merge.records) });
  }
  return { entityOf: moved(entityOf, merge.records, merged), merges: rest };
}

/** Gives a record to a living entity: no merge claims it any longer. */
export function moveRecord<RecordName>(
  { entityOf, merges }: Membership<RecordName>,
  record: RecordName,
  entity: EntityId,
): Membership<RecordName> {
  invariant(!merges.has(entity), "a record belongs to a living entity");
  const one = new Set([record]);
  const without = [...merges].map(([merged, merge]): [EntityId, Merge<RecordName>] => [
    merged,
    { ...merge, records: merge.records.difference(one) },
  ]);
  return { entityOf: new Map(entityOf).set(record, entity), merges: new Map(without) };
}

/** The entity itself, what it was merged into, what that was merged into, … */
function chainFrom<RecordName>(
  merges: Membership<RecordName>["merges"],
  entity: EntityId,
): readonly EntityId[] {
  const chain = [entity];
  for (let next = merges.get(entity); next !== undefined; next = merges.get(next.survivor)) {
    invariant(chain.length <= merges.size, "merges form no circle");
    chain.push(next.survivor);
  }
  return chain;
}

function moved<RecordName>(
  entityOf: ReadonlyMap<RecordName, EntityId>,
  records: ReadonlySet<RecordName>,
  to: EntityId,
): ReadonlyMap<RecordName, EntityId> {
  const result = new Map(entityOf);
  for (const record of records) result.set(record, to);
  return result;
}
