import type { EntityId, LogIndex } from "../../core/ids.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { invariant, refuse } from "../../errors.ts";
import {
  decideDuplicate,
  type StandingMerge,
  standingMerge,
  survivorAt,
  undoMerge,
} from "../../store/load-duplicates.ts";
import type { EntityState, LinkedBy, StoredRecord } from "../../store/state.ts";
import { changeEntity } from "../change/change-entity.ts";
import type { OpenItem } from "../change/draft.ts";
import { loadEntities, loadReferences } from "../change/load-work.ts";
import { mergeEntities, survivorOf } from "../change/merge.ts";
import { forgetLookups, linksText, replaceHubLookups, replaceLookups } from "../change/record-lookups.ts";
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
      decisionEntry(work, left, right, decision);
      const pair = { left: left.id, right: right.id, type: left.type };
      work.effects.push(decideDuplicate(hub.log, pair, "different"));
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
      const told = { merge, by, reason };
      const back = splitEntity(work, work.entity(survivor), work.entity(merge.merged), told);
      const pair = { left: merge.merged, right: survivor, type: work.entity(survivor).type };
      work.effects.push(undoMerge(hub.log, merge, back), decideDuplicate(hub.log, pair, "different"));
      return { work, result: () => merge.merged };
    },
  });
}

/**
 * Gives the records of a merge back to the entity that they came from; what came to the survivor since stays there. Gives
 * those that went back.
 */
function splitEntity(
  work: Work,
  survivor: EntityState,
  merged: EntityState,
  { merge, by, reason }: { readonly merge: StandingMerge; readonly by: string; readonly reason: string },
): readonly StoredRecord[] {
  const back = survivor.records.filter((record) => merge.records.includes(record.id));
  const left = leftBy(merged, survivor, merge.index);
  const given = back.map(
    (record): StoredRecord => ({
      ...record,
      entity: merged.id,
      linkedBy: "hand" satisfies LinkedBy,
    }),
  );
  const apart = changeEntity(work, survivor, {
    ...unmerge,
    items: [
      {
        item: { op: "unalias", detail: { id: uuidToBase64url(merged.id) } },
        subject: survivor.id,
        sealedDetail: { by, reason },
      },
      ...back.map(
        (record): OpenItem => ({ item: { op: "unlink", record: uuidToBase64url(record.id) }, subject: null }),
      ),
      ...left.items,
    ],
    before: new Map(back.map((record) => [record.id, record])),
    records: survivor.records.filter((record) => !back.includes(record)),
    hub: left.hub,
    overrides: left.overrides,
  });
  const fresh: EntityState = {
    ...merged,
    state: "active",
    mergedInto: null,
    golden: null,
    lastIndex: merged.lastIndex as LogIndex,
  };
  const restored = changeEntity(work, fresh, {
    ...unmerge,
    items: [
      { item: { op: "unmerged" }, subject: null },
      ...given.map(
        (record): OpenItem => ({
          item: { op: "link", record: uuidToBase64url(record.id), detail: { by: record.linkedBy } },
          subject: null,
        }),
      ),
    ],
    before: new Map(),
    records: given,
  });
  if (merged.hub.size > 0) {
    replaceHubLookups(work, apart);
    replaceHubLookups(work, restored);
  }
  for (const record of given) {
    work.putRecord(record);
    const source = work.compiled.model.sources.get(record.source);
    const was = back.find((one) => one.id === record.id) ?? null;
    if (source === undefined) forgetLookups(work, record.id);
    else replaceLookups(work, source, { links: linksText(record.links) }, record, was);
  }
  return back;
}

/** What a merge brought to the survivor and nobody changed there since leaves it again with the merged entity, which kept it. */
function leftBy(merged: EntityState, survivor: EntityState, mergedAt: number) {
  const hub = new Map(survivor.hub);
  const overrides = new Map(survivor.overrides);
  const items: OpenItem[] = [];
  for (const fact of merged.hub.keys()) {
    if (hub.get(fact)?.since !== mergedAt) continue;
    hub.delete(fact);
    items.push({ item: { fact, op: "claim" }, subject: null });
  }
  for (const fact of merged.overrides.keys()) {
    if (overrides.get(fact)?.since !== mergedAt) continue;
    overrides.delete(fact);
    items.push({ item: { fact, op: "override-end", detail: { why: "unmerged" } }, subject: null });
  }
  return { hub, overrides, items };
}

const unmerge = { kind: "unmerge", record: null, source: null, position: null, incarnation: 0 } as const;
