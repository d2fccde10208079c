import type { Claim, HubClaims, Position, RecordState } from "../../core/golden/golden.ts";
import {
  attributeOf,
  type EntityId,
  entityId,
  type FactKey,
  type LogIndex,
  type RecordId,
  recordId,
} from "../../core/ids.ts";
import { bearing, isOlder } from "../../core/match/bearing.ts";
import type { LinkReason } from "../../core/match/decision.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { Source } from "../../core/model/source.ts";
import type { Stated } from "../../core/value/canonical.ts";
import { positionText } from "../../store/record-row.ts";
import type { EntityState, HeldFact, LinkedBy, StoredRecord } from "../../store/state.ts";
import { changeEntity, type EntityEdit } from "./change-entity.ts";
import { datedBy } from "./dated-by.ts";
import type { ItemInMaking, OpenItem } from "./draft.ts";
import { endLife, lifeAt, reusesKeys } from "./key-lives.ts";
import { decide, mergeAsDecided, noteFormerlyNamed } from "./link-record.ts";
import type { Observed } from "./observed.ts";
import { replaceLookups, statedBy } from "./record-lookups.ts";
import { unlinkedItem } from "./relink.ts";
import { followSourceMerges } from "./source-merges.ts";
import { subjectOf } from "./subject.ts";
import { entityToken, type Work } from "./work.ts";

/** What one observation did. */
export type Outcome = "applied" | "unchanged" | "older";

/** Applies what one record now says: finds its entity, changes its claims, and all that follows, as one entry. */
export function applyObservation(work: Work, observed: Observed): Outcome {
  const { source, observation, position } = observed;
  const about = bearing(
    work.livesAt(source.name, observation.key),
    { ...observation, position },
    { keysReused: reusesKeys(work, source) },
  );
  if (about.kind === "older") return "older";
  const stored = about.kind === "same" ? about.slice : null;
  if (stored !== null && !stored.deleted && stored.digest.equals(observed.digest)) return "unchanged";
  if (about.kind === "another") endLife(work, source, observation.key);
  const slices = work.recordsAt(source.name, observation.key);
  const decision = decide(work, observed, stored ?? slices[0] ?? null);
  const merged = mergeAsDecided(work, decision, observed);
  const { action } = decision;
  const home = action.kind === "link" ? action.entity : (slices[0]?.entity ?? null);
  const entity = home === null ? newEntity(work, source.entity) : work.entity(merged.survivorOf(home));
  if (about.kind === "another") noteFormerlyNamed(work, observed, entity.id);
  const record = recordNow(work, observed, stored, entity.id, linkedBy(action, stored ?? slices[0] ?? null));
  const moved = stored !== null && stored.entity !== entity.id && !merged.was(stored.entity);
  if (moved) leave(work, stored);
  const items = [
    ...(entity.version === 0 ? [createItem(entity)] : []),
    ...(stored === null || moved ? [linkItem(source, record)] : []),
    ...(stored !== null && !moved && !sameValidity(stored, record) ? [validityItem(record)] : []),
    ...(stored?.deleted ? [{ item: { op: "return" as const }, subject: null }] : []),
    ...claimItems(work, source, stored, record),
  ];
  const edit: EntityEdit = {
    kind: "claims",
    record,
    source: source.name,
    position: positionText(position),
    incarnation: position.incarnation,
    items,
    before: stored === null || moved ? new Map() : new Map<RecordId, RecordState>([[stored.id, stored]]),
    records: withRecord(work.entity(entity.id).records, record),
  };
  work.putRecord(record);
  const before = work.entity(entity.id);
  const after = changeEntity(work, before, edit);
  // Other spelling, same claims: the record remembers what it looked like, and no entry is made of it.
  if (after.version === before.version && stored !== null)
    keepQuietly(work, after, { ...record, lastIndex: stored.lastIndex, position: stored.position });
  // What was held back stands among the claims as it was stated before.
  const stated = observation.held.length === 0 ? observation.claims : statedBy(record);
  replaceLookups(work, source, observation, record, stored, stated);
  followSourceMerges(work, source, record, stored);
  work.counts.heldBack += observation.held.length;
  return "applied";
}

/** The place of a record is that of its last entry: what makes none leaves it where it was, whatever else it changed. */
function keepQuietly(work: Work, entity: EntityState, record: StoredRecord): void {
  work.putRecord(record);
  // Whoever has read the entity has read its records with it.
  work.writes.add(entityToken(entity.id));
  const same = { ...entity, records: withRecord(entity.records, record) };
  if (work.loaded.get(entity.id) === entity) work.loaded.set(entity.id, same);
  work.entities.set(entity.id, same);
}

/** An entity that nobody knows yet, in the work alone: its first entry says that it became known. */
export function newEntity(work: Work, type: string): EntityState {
  const state: EntityState = {
    id: entityId(work.ids.newId()),
    type,
    state: "active",
    mergedInto: null,
    version: 0,
    created: work.index,
    lastIndex: 0 as LogIndex,
    golden: null,
    hub: new Map() as HubClaims,
    records: [],
    overrides: new Map(),
    approvals: new Map(),
    waivers: new Map(),
    due: null,
    divergences: [],
    findings: [],
  };
  work.entities.set(state.id, state);
  return state;
}

function linkedBy(
  action: { readonly kind: string; readonly why?: LinkReason },
  stored: StoredRecord | null,
): LinkedBy {
  return action.why?.by ?? stored?.linkedBy ?? "new";
}

/** The record as it now stands: a fact held back keeps its last good claim, an unchanged one its place in time. */
function recordNow(
  work: Work,
  { source, observation, position, digest }: Observed,
  stored: StoredRecord | null,
  entity: EntityId,
  by: LinkedBy,
): StoredRecord {
  const index = work.index;
  const held: Record<string, HeldFact> = Object.create(null);
  const claims = new Map<FactKey, Claim>();
  for (const [fact, value] of observation.claims) {
    const was = stored?.deleted ? undefined : stored?.claims.get(fact);
    claims.set(fact, was !== undefined && was.value === value ? was : claimOf(value, index, position));
  }
  for (const { fact, refusal } of observation.held) {
    held[fact] = { code: refusal.code, message: refusal.message };
    // The last good claim stands; but those of a record that was deleted have ended.
    if (stored === null || stored.deleted) continue;
    for (const [was, claim] of standing(stored.claims, fact)) claims.set(was, claim);
  }
  return {
    id: stored?.id ?? recordId(work.ids.newId()),
    source: source.name,
    key: observation.key,
    life: stored?.life ?? lifeAt(work, source.name, observation.key),
    former: false,
    valid: observation.valid,
    order: observation.order,
    entity,
    linkedBy: by,
    deleted: false,
    position,
    created: stored?.created ?? index,
    lastIndex: index,
    digest,
    claims,
    raw: observation.raw.size === 0 ? null : Object.fromEntries(observation.raw),
    held: observation.held.length === 0 ? null : held,
    links: observation.links.size === 0 ? null : Object.fromEntries(observation.links),
  };
}

/** The claims that stand where a fact is held back; of a list held back as a whole those of its elements too. */
function standing(claims: StoredRecord["claims"], fact: FactKey): Iterable<readonly [FactKey, Claim]> {
  return [...claims].filter(([was]) => was === fact || attributeOf(was) === fact);
}

const claimOf = (value: Stated, since: LogIndex, position: Position): Claim => ({
  value,
  since,
  position,
  ownWrite: false,
});

const createItem = (entity: EntityState): OpenItem => ({
  item: { op: "create", detail: { type: entity.type } },
  subject: null,
});

/** The first time a record stands in an entity's entry, its key is told, sealed where keys are personal, and when it is true. */
function linkItem(source: Source, record: StoredRecord): OpenItem {
  const { id, key, life, linkedBy: by } = record;
  const dated = datedBy(record.valid);
  const detail = life === 0 ? { by } : { by, life };
  if (!source.keyPersonal)
    return { item: { op: "link", ...dated, detail: { ...detail, key } }, subject: null };
  return { item: { op: "link", ...dated, detail }, subject: id, sealedDetail: { key } };
}

/** Says that a slice now ends elsewhere. */
const validityItem = ({ valid }: StoredRecord): OpenItem => ({
  item: { op: "set", ...datedBy(valid), detail: { what: "valid" } },
  subject: null,
});

const sameValidity = (one: StoredRecord, other: StoredRecord): boolean => one.valid?.to === other.valid?.to;

function claimItems(
  work: Work,
  source: Source,
  stored: StoredRecord | null,
  record: StoredRecord,
): OpenItem[] {
  const { type } = work.typeOf(source.entity);
  const before = stored?.deleted ? null : stored;
  const items: OpenItem[] = [];
  for (const [fact, claim] of record.claims) {
    const was = before?.claims.get(fact);
    if (was === claim) continue;
    items.push(claimItem(attributeOfFact(type, fact), fact, was?.value, claim.value, record));
  }
  // Of a record that returns too: only so the log tells that it no longer says what it said before it was deleted.
  for (const [fact, was] of stored?.claims ?? []) {
    if (!record.claims.has(fact))
      items.push(claimItem(attributeOfFact(type, fact), fact, was.value, undefined, record));
  }
  return items;
}

function claimItem(
  attribute: Attribute | undefined,
  fact: FactKey,
  before: Stated | undefined,
  after: Stated | undefined,
  { id: record, valid }: StoredRecord,
): OpenItem {
  const sealed = attribute === undefined || attribute.sealed;
  const item: ItemInMaking = { fact, op: "claim" };
  if (before !== undefined && !sealed) item.before = before;
  if (after !== undefined) item.after = after;
  if (valid !== null) Object.assign(item, datedBy(valid));
  if (!sealed || after === undefined || after === null) return { item, subject: null };
  return { item, subject: attribute === undefined ? record : subjectOf(attribute, after, record) };
}

/** Takes a record out of the entity that it belonged to. */
export function leave(work: Work, record: StoredRecord): void {
  const from = work.entity(record.entity);
  changeEntity(work, from, {
    kind: "link",
    record: null,
    source: null,
    position: null,
    incarnation: 0,
    items: [unlinkedItem(record)],
    before: new Map([[record.id, record]]),
    records: from.records.filter((one) => one.id !== record.id),
  });
}

/** Marks a record as gone at its source: its claims no longer count; older observations cannot pass its tombstone. */
export function applyDeletion(work: Work, record: StoredRecord, position: Position): Outcome {
  if (record.deleted) return "unchanged";
  if (isOlder(position, record.position)) return "older";
  const gone: StoredRecord = { ...record, deleted: true, position, lastIndex: work.index };
  const entity = work.entity(record.entity);
  work.putRecord(gone);
  changeEntity(work, entity, {
    kind: "claims",
    record: gone,
    source: record.source,
    position: positionText(position),
    incarnation: position.incarnation,
    items: [{ item: { op: "delete" }, subject: null }],
    before: new Map([[record.id, record]]),
    records: withRecord(entity.records, gone),
  });
  return "applied";
}

function withRecord(records: readonly StoredRecord[], record: StoredRecord): StoredRecord[] {
  const others = records.filter((one) => one.id !== record.id);
  return [...others, record];
}
