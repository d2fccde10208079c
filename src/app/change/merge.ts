import type { EntityId, LogIndex, RecordId } from "../../core/ids.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { invariant } from "../../errors.ts";
import type { EntityState, LinkedBy, StoredRecord } from "../../store/state.ts";
import { changeEntity } from "./change-entity.ts";
import type { OpenItem } from "./draft.ts";
import { linksText, replaceLookups } from "./record-lookups.ts";
import type { Work } from "./work.ts";

/** The older of two entities survives; of two made by one group, the one with the lower id. */
export function survivorOf(left: EntityState, right: EntityState): [EntityState, EntityState] {
  if (left.created !== right.created) return left.created < right.created ? [left, right] : [right, left];
  return left.id < right.id ? [left, right] : [right, left];
}

export interface MergeRequest {
  readonly survivor: EntityId;
  readonly merged: EntityId;
  readonly why: LinkedBy;
  /** Who decided, and why: sealed, because it names persons. */
  readonly sealed?: Readonly<Record<string, string>>;
}

/**
 * Makes two entities one: the records, overrides and facts entered here of the merged entity go to the survivor, and its
 * id answers with the survivor for ever. Two entries: one ends the merged entity, one says what the survivor gained.
 */
export function mergeEntities(work: Work, { survivor, merged, why, sealed }: MergeRequest): void {
  const from = work.entity(merged);
  const into = work.entity(survivor);
  invariant(from.id !== into.id && from.type === into.type, "two entities of one type are merged");
  const moved = from.records.map((record) => ({ ...record, entity: survivor }));
  endMerged(work, from, into.id, why);
  const items: OpenItem[] = [
    {
      item: { op: "alias", detail: { id: uuidToBase64url(merged), why } },
      subject: sealed === undefined ? null : survivor,
      ...(sealed === undefined ? {} : { sealedDetail: sealed }),
    },
    ...moved.map((record) => relinked(record)),
  ];
  const hub = new Map([...from.hub, ...into.hub]);
  const overrides = new Map([...from.overrides, ...into.overrides]);
  changeEntity(work, into, {
    kind: "merge",
    record: null,
    source: null,
    position: null,
    incarnation: 0,
    items,
    before: new Map<RecordId, StoredRecord>(),
    records: [...into.records, ...moved],
    hub,
    overrides,
  });
  for (const record of moved) {
    work.putRecord(record);
    const source = work.compiled.model.sources.get(record.source);
    const was = from.records.find((one) => one.id === record.id) ?? null;
    if (source !== undefined) replaceLookups(work, source, { links: linksText(record.links) }, record, was);
  }
  work.merges.push({
    merged,
    survivor,
    why,
    index: work.entries.length - 1,
    records: from.records.map((one) => [one.source, one.key, one.linkedBy]),
  });
}

const relinked = (record: StoredRecord): OpenItem => ({
  item: { op: "link", record: uuidToBase64url(record.id), detail: { by: record.linkedBy } },
  subject: null,
});

function endMerged(work: Work, from: EntityState, survivor: EntityId, why: LinkedBy): void {
  const index = work.index;
  const items: OpenItem[] = [
    { item: { op: "merged", detail: { into: uuidToBase64url(survivor), why } }, subject: null },
    ...from.records.map(
      (record): OpenItem => ({ item: { op: "unlink", record: uuidToBase64url(record.id) }, subject: null }),
    ),
  ];
  work.append({
    kind: "merge",
    entity: from.id,
    previous: from.lastIndex,
    version: from.version + 1,
    record: null,
    source: null,
    incarnation: 0,
    position: null,
    items,
  });
  work.put({ ...ended(from, index), state: "merged", mergedInto: survivor });
}

/** An entity without anything of its own, as after a merge. */
function ended(from: EntityState, index: LogIndex): EntityState {
  return {
    ...from,
    version: from.version + 1,
    lastIndex: index,
    golden: { facts: new Map(), state: "active" },
    hub: new Map(),
    records: [],
    overrides: new Map(),
    divergences: [],
    findings: [],
  };
}
