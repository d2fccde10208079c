import type { EntityId } from "../../core/ids.ts";
import { refuse } from "../../errors.ts";
import type { Reader } from "../../store/db.ts";
import { decideDifferent, survivorAt } from "../../store/load-duplicates.ts";
import { newEntity } from "../change/apply-observation.ts";
import { loadEntities, loadRecords, loadReferences } from "../change/load-work.ts";
import { mergeEntities } from "../change/merge.ts";
import { moveRecords } from "../change/move-records.ts";
import type { Work } from "../change/work.ts";
import { checkVersion } from "../edit/edit-entity.ts";
import type { Hub } from "../hub.ts";

export interface MoveRequest {
  readonly actor: string;
  /** The person who decides. */
  readonly by: string;
  readonly reason: string;
  /** By source and key; all slices of a dated one go together. */
  readonly record: { readonly source: string; readonly key: string };
  /** Where it belongs; `null`: to an entity of its own. */
  readonly to: EntityId | null;
  /** The version of the entity that it leaves, as the caller has seen it; `null` does not compare. */
  readonly ifVersion: number | null;
}

/** Which entity a record left, and where it belongs now. */
export interface Moved {
  readonly entity: EntityId;
  readonly from: EntityId;
}

/**
 * Gives a record to another entity by a person's decision, which says as well that the two are different things. Undone by moving
 * it back. The last record of an entity takes that along: the two are merged, so that no id is left without anything.
 */
export async function moveByHand(hub: Hub, request: MoveRequest): Promise<Moved> {
  return hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "duplicate", actor: request.actor, run: null });
      const { from, to } = await loadSides(hub, work, sql, request);
      const { by, reason } = request;
      const records = work.recordsAt(request.record.source, request.record.key);
      if (work.entity(from).records.length > records.length) {
        const { index } = work;
        moveRecords(work, records, { from: work.entity(from), to: work.entity(to), said: { by, reason } });
        const pair = { left: from, right: to, type: work.entity(to).type };
        work.effects.push(decideDifferent(hub.log, pair, index));
      } else mergeEntities(work, { survivor: to, merged: from, why: "hand", sealed: { by, reason } });
      return { work, result: () => ({ entity: to, from }) };
    },
  });
}

async function loadSides(
  hub: Hub,
  work: Work,
  sql: Reader,
  { record, to, ifVersion }: MoveRequest,
): Promise<{ readonly from: EntityId; readonly to: EntityId }> {
  await loadRecords(sql, work, record.source, [record.key]);
  const [first] = work.recordsAt(record.source, record.key);
  if (first === undefined) return refuse("entity-unknown", "There is no such record.");
  const from = first.entity;
  const named = to === null ? null : await survivorAt(sql, hub.log, to);
  if (named === undefined) return refuse("entity-unknown", "There is no such entity.");
  if (named === from) return refuse("same-entity", "The record belongs to this entity already.");
  await loadEntities(sql, work, named === null ? [from] : [from, named]);
  const left = work.entity(from);
  checkVersion(left, ifVersion);
  if (named === null && left.records.every((one) => one.source === record.source && one.key === record.key))
    return refuse("same-entity", "The record has an entity of its own already.");
  const taker = named === null ? newEntity(work, left.type) : work.entity(named);
  if (taker.type !== left.type)
    return refuse("types-differ", `The record tells of a ${left.type}, the entity is a ${taker.type}.`);
  await loadReferences(sql, work);
  // Who decides, and why, is sealed under the entities, whatever their attributes are.
  work.subjects.add(from).add(taker.id);
  await hub.loadKeys(sql, work);
  return { from, to: taker.id };
}
