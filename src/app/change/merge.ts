import { type ApprovalLayer, isOfLayer } from "../../core/golden/approval.ts";
import type { HubClaims } from "../../core/golden/golden.ts";
import type { EntityId, FactKey, LogIndex, RecordId } from "../../core/ids.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import { invariant } from "../../errors.ts";
import type { EntityState, LinkedBy, StoredRecord } from "../../store/state.ts";
import { settledItem } from "./approval-items.ts";
import { changeEntity } from "./change-entity.ts";
import type { OpenItem } from "./draft.ts";
import { calendarOf, hubClaim, openSaid, overrideItem } from "./entered-here.ts";
import { waiverItem } from "./leave-items.ts";
import { forgetHubLookups, replaceHubLookups } from "./record-lookups.ts";
import { linkedItem, putMoved, unlinkedItem } from "./relink.ts";
import { subjectOf } from "./subject.ts";
import { pairName, type Work } from "./work.ts";

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
  const gained = gainedBy(work, into, from);
  const allowed = broughtAlong(work, moved, from.waivers);
  const items: OpenItem[] = [
    {
      item: { op: "alias", detail: { id: uuidToBase64url(merged), why } },
      subject: sealed === undefined ? null : survivor,
      ...(sealed === undefined ? {} : { sealedDetail: sealed }),
    },
    ...moved.map(linkedItem),
    ...gained.items,
    ...allowed.items,
  ];
  const after = changeEntity(work, into, {
    kind: "merge",
    record: null,
    source: null,
    position: null,
    incarnation: 0,
    items,
    before: new Map<RecordId, StoredRecord>(),
    records: [...into.records, ...moved],
    hub: gained.hub,
    overrides: gained.overrides,
    approvals: gained.approvals,
    waivers: allowed.waivers.size === 0 ? into.waivers : new Map([...into.waivers, ...allowed.waivers]),
  });
  inheritDifferent(work, into.id, from.id);
  forgetHubLookups(work, from);
  if (gained.hub !== into.hub) replaceHubLookups(work, after);
  putMoved(work, moved, from.records);
  work.merges.push({
    merged,
    survivor,
    why,
    index: work.entries.length - 1,
    records: from.records.map((one) => one.id),
  });
}

/**
 * What was entered here on the merged entity stands on the survivor too, as of the merge, unless it has its own. The
 * merged entity keeps what it had, so that unmerging gives it back.
 */
function gainedBy(
  work: Work,
  into: EntityState,
  from: EntityState,
): {
  readonly hub: HubClaims;
  readonly overrides: EntityState["overrides"];
  readonly approvals: EntityState["approvals"];
  readonly items: readonly OpenItem[];
} {
  const { type } = work.typeOf(into.type);
  const since = work.index;
  const items: OpenItem[] = [];
  const hub = new Map(into.hub);
  for (const [fact, { value }] of from.hub) {
    if (hub.has(fact)) continue;
    hub.set(fact, hubClaim(value, since));
    const attribute = attributeOfFact(type, fact);
    const sealed = value !== null && attribute?.sealed === true;
    items.push({
      item: { fact, op: "claim", after: value },
      subject: sealed ? subjectOf(attribute, value, from.id) : null,
    });
  }
  const overrides = new Map(into.overrides);
  for (const [fact, override] of from.overrides) {
    if (overrides.has(fact)) continue;
    const moved = { ...override, since, calendar: calendarOf(override, work.calendar) };
    overrides.set(fact, moved);
    items.push(overrideItem(moved, openSaid(work.keys, override)));
  }
  const approvals = new Map(into.approvals);
  for (const [key, { fact, layer, agreed }] of from.approvals) {
    if (approvals.has(key) || agreed === null || standsUnasked(into, layer, fact)) continue;
    approvals.set(key, { fact, layer, agreed: { value: agreed.value, by: [], since }, waiting: null });
    items.push(settledItem(work.typeOf(into.type), from.id, { fact, layer, value: agreed.value }));
  }
  return {
    approvals: approvals.size === into.approvals.size ? into.approvals : approvals,
    hub: hub.size === into.hub.size ? into.hub : hub,
    overrides: overrides.size === into.overrides.size ? into.overrides : overrides,
    items,
  };
}

/** Whether the survivor has a value from before anybody had to be asked: what was agreed to elsewhere does not displace it. */
function standsUnasked({ golden }: EntityState, layer: ApprovalLayer, fact: FactKey): boolean {
  const stood = golden?.facts.get(fact);
  return stood !== undefined && stood.value !== null && isOfLayer(layer, stood.basis);
}

/** Leave to differ is of a copy, so it goes where the record goes: with as much time as is left of it. */
export function broughtAlong(
  work: Work,
  records: readonly StoredRecord[],
  waivers: EntityState["waivers"],
): { readonly waivers: EntityState["waivers"]; readonly items: readonly OpenItem[] } {
  const ids = new Set(records.map(({ id }) => id));
  const theirs = [...waivers].filter(([, { record }]) => ids.has(record));
  const moved = new Map(theirs.map(([key, waiver]) => [key, { ...waiver, since: work.index }]));
  return {
    waivers: moved,
    items: [...moved.values()].map((one) => waiverItem(one, openSaid(work.keys, one))),
  };
}

/** What a person said is different from the merged entity is different from the one that answers for it. */
function inheritDifferent(work: Work, survivor: EntityId, merged: EntityId): void {
  for (const pair of [...work.different]) {
    const [left = "", right = ""] = pair.split(" ");
    if (left === merged) work.different.add(pairName(survivor, right));
    else if (right === merged) work.different.add(pairName(survivor, left));
  }
}

function endMerged(work: Work, from: EntityState, survivor: EntityId, why: LinkedBy): void {
  const index = work.index;
  const items: OpenItem[] = [
    { item: { op: "merged", detail: { into: uuidToBase64url(survivor), why } }, subject: null },
    ...from.records.map(unlinkedItem),
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

/** A merged entity: nothing stands by it but what was entered here, which waits for it to be unmerged. */
function ended(from: EntityState, index: LogIndex): EntityState {
  return {
    ...from,
    version: from.version + 1,
    lastIndex: index,
    golden: { facts: new Map(), state: "active" },
    records: [],
    waivers: new Map(),
    due: null,
    divergences: [],
    findings: [],
  };
}
