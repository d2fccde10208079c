import { uuidToBase64url } from "../../core/log/uuid.ts";
import { releaseRecords } from "../../store/load-duplicates.ts";
import type { EntityState, StoredRecord } from "../../store/state.ts";
import { changeEntity } from "./change-entity.ts";
import type { OpenItem } from "./draft.ts";
import { waiverEnd } from "./leave-items.ts";
import { broughtAlong } from "./merge.ts";
import { linkedItem, putMoved, unlinkedItem } from "./relink.ts";
import type { SaidByHand } from "./split.ts";
import type { Work } from "./work.ts";

/**
 * Gives records of one entity to another, since a person says so: no merge and no pair of a crosswalk claims them any longer,
 * and whatever they say later, they stay. Both entities are told who said so, and why.
 */
export function moveRecords(
  work: Work,
  records: readonly StoredRecord[],
  { from, to, said }: { readonly from: EntityState; readonly to: EntityState; readonly said: SaidByHand },
): void {
  const moved = records.map((one): StoredRecord => ({ ...one, entity: to.id, linkedBy: "hand" }));
  const ids = new Set(records.map(({ id }) => id));
  const taken = [...from.waivers.values()].filter(({ record }) => ids.has(record));
  const { index } = work;
  changeEntity(work, from, {
    ...move,
    items: [
      decidedItem(from, to, said),
      ...records.map(unlinkedItem),
      ...taken.map((waiver) => waiverEnd(waiver, "moved")),
    ],
    before: new Map(records.map((one) => [one.id, one])),
    records: from.records.filter(({ id }) => !ids.has(id)),
    waivers: new Map([...from.waivers].filter(([, { record }]) => !ids.has(record))),
  });
  const isNew = to.version === 0;
  const created: OpenItem[] = isNew
    ? [{ item: { op: "create", detail: { type: to.type } }, subject: null }]
    : [];
  const brought = broughtAlong(work, moved, from.waivers);
  changeEntity(work, isNew ? { ...to, created: work.index } : to, {
    ...move,
    items: [...created, decidedItem(to, from, said), ...moved.map(linkedItem), ...brought.items],
    before: new Map(),
    records: [...to.records, ...moved],
    waivers: new Map([...to.waivers, ...brought.waivers]),
  });
  putMoved(work, moved, records);
  work.effects.push(releaseRecords(work.cause.log, { from: from.id, to: to.id, records: [...ids], index }));
}

function decidedItem(on: EntityState, other: EntityState, { by, reason }: SaidByHand): OpenItem {
  const detail = { decision: "moved", other: uuidToBase64url(other.id) };
  return { item: { op: "set", detail }, subject: on.id, sealedDetail: { by, reason } };
}

const move = { kind: "link", record: null, source: null, position: null, incarnation: 0 } as const;
