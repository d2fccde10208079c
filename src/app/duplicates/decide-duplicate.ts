import type { EntityId } from "../../core/ids.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { invariant, refuse } from "../../errors.ts";
import { decideDifferent, standingMerge, survivorAt } from "../../store/load-duplicates.ts";
import type { EntityState } from "../../store/state.ts";
import type { OpenItem } from "../change/draft.ts";
import { loadEntities, loadReferences } from "../change/load-work.ts";
import { mergeEntities, survivorOf } from "../change/merge.ts";
import { splitEntity } from "../change/split.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";

export interface DuplicateDecision {
  readonly actor: string;
  /** The person who decides. */
  readonly by: string;
  readonly left: EntityId;
  readonly right: EntityId;
  readonly reason: string;
}

/** Makes two entities one, by a person's decision; the older id survives. Gives the survivor. */
export async function mergeByHand(hub: Hub, decision: DuplicateDecision): Promise<EntityId> {
  return hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "duplicate", actor: decision.actor, run: null });
      const pair = await loadPair(hub, work, sql, decision);
      const [survivor, merged] = survivorOf(...pair);
      mergeEntities(work, {
        survivor: survivor.id,
        merged: merged.id,
        why: "hand",
        sealed: { by: decision.by, reason: decision.reason },
      });
      return { work, result: () => survivor.id };
    },
  });
}

/** Says that two entities are different things: no value that they share ties them again. */
export async function declareDifferent(hub: Hub, decision: DuplicateDecision): Promise<void> {
  await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "duplicate", actor: decision.actor, run: null });
      const [left, right] = await loadPair(hub, work, sql, decision);
      const { index } = work;
      decisionEntry(work, left, right, decision);
      const pair = { left: left.id, right: right.id, type: left.type };
      work.effects.push(decideDifferent(hub.log, pair, index));
      return { work, result: () => undefined };
    },
  });
}

function decisionEntry(
  work: Work,
  state: EntityState,
  other: EntityState,
  decision: DuplicateDecision,
): void {
  const { by, reason } = decision;
  const detail = { decision: "different", other: uuidToBase64url(other.id) };
  const items: OpenItem[] = [
    { item: { op: "set", detail }, subject: state.id, sealedDetail: { by, reason } },
  ];
  const index = work.index;
  work.append({
    kind: "decision",
    entity: state.id,
    previous: state.lastIndex,
    version: state.version + 1,
    record: null,
    source: null,
    incarnation: 0,
    position: null,
    items,
  });
  work.put({ ...state, version: state.version + 1, lastIndex: index });
}

async function loadPair(
  hub: Hub,
  work: Work,
  sql: Parameters<typeof loadEntities>[0],
  { left, right }: DuplicateDecision,
): Promise<[EntityState, EntityState]> {
  const ids = [await survivorAt(sql, hub.log, left), await survivorAt(sql, hub.log, right)];
  const [one, other] = ids;
  if (one === undefined || other === undefined) refuse("entity-unknown", "There is no such entity.");
  if (one === other) refuse("same-entity", "The two are one entity already.");
  await loadEntities(sql, work, [one, other]);
  await loadReferences(sql, work);
  // Who decides, and why, is sealed under the entities, whatever their attributes are.
  for (const id of ids) if (id !== undefined) work.subjects.add(id);
  await hub.loadKeys(sql, work);
  const pair: [EntityState, EntityState] = [work.entity(one), work.entity(other)];
  if (pair[0].type !== pair[1].type) {
    refuse("types-differ", `One is a ${pair[0].type}, the other a ${pair[1].type}.`);
  }
  return pair;
}

/** Undoes a merge: the merged id answers for itself again, with the records that it brought. */
export async function splitByHand(
  hub: Hub,
  request: {
    readonly actor: string;
    readonly by: string;
    readonly merged: EntityId;
    readonly reason: string;
  },
): Promise<EntityId> {
  return hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "duplicate", actor: request.actor, run: null });
      const merge = await standingMerge(sql, hub.log, request.merged);
      if (merge === undefined)
        refuse("not-merged", "This id answers for itself: no merge stands to be undone.");
      const survivor = await survivorAt(sql, hub.log, merge.survivor);
      invariant(survivor !== undefined, "a merged entity has a survivor");
      await loadEntities(sql, work, [merge.merged, survivor]);
      await loadReferences(sql, work);
      work.subjects.add(survivor).add(merge.merged);
      await hub.loadKeys(sql, work);
      const { by, reason } = request;
      const told = { by, reason };
      const { index } = work;
      splitEntity(work, merge, work.entity(survivor), told);
      const pair = { left: merge.merged, right: survivor, type: work.entity(survivor).type };
      work.effects.push(decideDifferent(hub.log, pair, index));
      return { work, result: () => merge.merged };
    },
  });
}
