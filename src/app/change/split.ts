import type { EntityId, LogIndex } from "../../core/ids.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { provisionalFrom } from "../../store/commit.ts";
import type { StandingMerge, UndoneMerge } from "../../store/load-duplicates.ts";
import type { EntityState, LinkedBy, StoredRecord } from "../../store/state.ts";
import { endedItem } from "./approval-items.ts";
import { changeEntity } from "./change-entity.ts";
import type { OpenItem } from "./draft.ts";
import { waiverEnd } from "./leave-items.ts";
import { broughtAlong } from "./merge.ts";
import { replaceHubLookups } from "./record-lookups.ts";
import { linkedItem, putMoved, unlinkedItem } from "./relink.ts";
import type { Work } from "./work.ts";

/** Who undid a merge, and why; sealed, because it names persons. */
export interface SaidByHand {
  readonly by: string;
  readonly reason: string;
}

/**
 * Gives the records of a merge back to the entity that they came from; what came to the survivor since stays there. Without
 * words of a person it is the source that takes back what it had stated.
 */
export function splitEntity(
  work: Work,
  merge: StandingMerge,
  survivor: EntityState,
  byHand: SaidByHand | null,
): void {
  const merged = work.entity(merge.merged);
  const { index } = work;
  const back = survivor.records.filter((record) => merge.records.includes(record.id));
  const left = leftBy(merged, survivor, merge.index);
  const ids = new Set(back.map(({ id }) => id));
  const taken = [...survivor.waivers.values()].filter(({ record }) => ids.has(record));
  const given = back.map(
    (record): StoredRecord => ({
      ...record,
      entity: merged.id,
      linkedBy: byHand === null ? record.linkedBy : ("hand" satisfies LinkedBy),
    }),
  );
  const apart = changeEntity(work, survivor, {
    ...unmerge,
    items: [
      unaliasItem(survivor, merged, byHand),
      ...back.map(unlinkedItem),
      ...left.items,
      ...taken.map((waiver) => waiverEnd(waiver, "unmerged")),
    ],
    before: new Map(back.map((record) => [record.id, record])),
    records: survivor.records.filter((record) => !back.includes(record)),
    hub: left.hub,
    overrides: left.overrides,
    approvals: left.approvals,
    waivers:
      taken.length === 0
        ? survivor.waivers
        : new Map([...survivor.waivers].filter(([, { record }]) => !ids.has(record))),
  });
  const fresh: EntityState = {
    ...merged,
    state: "active",
    mergedInto: null,
    golden: null,
    lastIndex: merged.lastIndex as LogIndex,
  };
  const brought = broughtAlong(work, given, survivor.waivers);
  const restored = changeEntity(work, fresh, {
    ...unmerge,
    items: [{ item: { op: "unmerged" }, subject: null }, ...given.map(linkedItem), ...brought.items],
    before: new Map(),
    records: given,
    waivers: brought.waivers,
  });
  if (merged.hub.size > 0) {
    replaceHubLookups(work, apart);
    replaceHubLookups(work, restored);
  }
  putMoved(work, given, back);
  forgetMerge(work, { merge, index });
}

function unaliasItem(survivor: EntityState, merged: EntityState, byHand: SaidByHand | null): OpenItem {
  const id = uuidToBase64url(merged.id);
  if (byHand === null) return { item: { op: "unalias", detail: { id, why: "source" } }, subject: null };
  return { item: { op: "unalias", detail: { id } }, subject: survivor.id, sealedDetail: { ...byHand } };
}

/** The entity that answers for an id, as this work has it now. */
export function answering(work: Work, id: EntityId): EntityState {
  const state = work.entity(id);
  return state.mergedInto === null ? state : answering(work, state.mergedInto);
}

/** Its row is marked as undone, or, where this very work made it, never written; no merge further up claims its records. */
function forgetMerge(work: Work, undone: UndoneMerge): void {
  const { merge } = undone;
  const made = work.merges.findIndex(
    (one) => one.merged === merge.merged && provisionalFrom + one.index === merge.index,
  );
  if (made < 0) work.undone.push(undone);
  else work.merges.splice(made, 1);
  for (const [at, above] of work.merges.entries()) {
    if (above.records.some((one) => merge.records.includes(one)))
      work.merges[at] = { ...above, records: above.records.filter((one) => !merge.records.includes(one)) };
  }
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
  // What was agreed to for the merged entity is no word about the survivor.
  const approvals = new Map(survivor.approvals);
  for (const key of merged.approvals.keys()) {
    const approval = approvals.get(key);
    if (approval === undefined || approval.agreed?.since !== mergedAt) continue;
    approvals.delete(key);
    items.push(endedItem(approval, "gone"));
  }
  return { hub, overrides, approvals, items };
}

const unmerge = { kind: "unmerge", record: null, source: null, position: null, incarnation: 0 } as const;
