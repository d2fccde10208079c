import { type EntityId, entityId, type FactKey } from "../../core/ids.ts";
import type { EntityType } from "../../core/model/model.ts";
import type { RefText } from "../../core/value/canonical.ts";
import { parseReference } from "../../core/value/reference.ts";
import type { Reader } from "../../store/db.ts";
import { survivorsOf } from "../../store/load-duplicates.ts";
import { goldenAbove, goldenOf, hasChildrenBeside } from "../../store/load-golden.ts";
import { type CrosswalkPair, differentPairs, lookupsOf, waitingPairs } from "../../store/load-links.ts";
import { recordsByKey } from "../../store/load-records.ts";
import { entityStates } from "../../store/load-state.ts";
import type { EntityState, StoredRecord } from "../../store/state.ts";
import { whatThereIs } from "../../store/what-there-is.ts";
import { uuidText } from "../read/cursor.ts";
import type { Observed } from "./observed.ts";
import { keyHash, lookupHashes } from "./record-lookups.ts";
import { newParents, referenceHashes, resolveWanted, wantedReferences } from "./references.ts";
import { loadWithdrawn } from "./source-merges.ts";
import { childrenToken, entityToken, pairName, recordSlot, recordToken, type Work } from "./work.ts";

/** Loads all that applying some observations of one source may depend on. */
export async function loadForObservations(
  sql: Reader,
  work: Work,
  observed: readonly Observed[],
): Promise<void> {
  const first = observed[0];
  if (first === undefined) return;
  const { source } = first;
  const keys = observed.map((one) => one.observation.key);
  work.incoming.length = 0;
  for (const { observation } of observed)
    work.incoming.push({ type: source.entity, claims: observation.claims });
  work.thereIs = await whatThereIs(sql, work.cause.log);
  await loadRecords(sql, work, source.name, keys);
  const pairs = work.thereIs.pairs ? await waitingPairs(sql, work.cause.log, source.name, keys) : [];
  for (const pair of pairs) {
    addPair(work, pair);
    work.pairs.push(pair);
  }
  work.reads.add(`x:${source.name}`);
  await loadNamed(sql, work, observed);
  await loadLookups(sql, work, observedHashes(work, observed));
  await loadEntities(sql, work, entitiesAround(work));
  await loadEntities(sql, work, await loadWithdrawn(sql, work, observed));
  await loadReferences(sql, work);
}

/** Has two records known as one by a crosswalk. */
export function addPair(work: Work, pair: CrosswalkPair): void {
  const left = { source: pair.leftSource, key: pair.leftKey, life: pair.leftLife };
  const right = { source: pair.rightSource, key: pair.rightKey, life: pair.rightLife };
  for (const [own, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const slot = recordSlot(own.source, own.key);
    work.crosswalk.set(slot, [...(work.crosswalk.get(slot) ?? []), { ...other, ownLife: own.life }]);
  }
}

/** The records under some keys of a source; those that are not there are remembered as read, too. */
export async function loadRecords(
  sql: Reader,
  work: Work,
  source: string,
  keys: readonly string[],
): Promise<void> {
  const unread = new Set(keys.filter((key) => !work.reads.has(recordToken(source, key))));
  for (const key of unread) work.reads.add(recordToken(source, key));
  for (const record of await recordsByKey(sql, work.cause.log, source, [...unread])) putLoaded(work, record);
}

/** What this work knows of a record, and may have changed, is newer than what is stored. */
function putLoaded(work: Work, record: StoredRecord): void {
  if (!work.holds(record)) work.holdRecord(record);
}

/** Records of other sources that the observed ones name: in link columns, in crosswalk pairs. */
async function loadNamed(sql: Reader, work: Work, observed: readonly Observed[]): Promise<void> {
  const named = new Map<string, string[]>();
  const add = (source: string, key: string) => named.set(source, [...(named.get(source) ?? []), key]);
  for (const { observation } of observed) for (const [source, key] of observation.links) add(source, key);
  for (const others of work.crosswalk.values()) for (const other of others) add(other.source, other.key);
  for (const record of work.records.values()) {
    for (const [source, key] of Object.entries(record.links ?? {})) add(source, key);
  }
  for (const [source, keys] of named) await loadRecords(sql, work, source, keys);
}

function observedHashes(work: Work, observed: readonly Observed[]): Buffer[] {
  const first = observed[0];
  if (first === undefined) return [];
  const compiled = work.typeOf(first.source.entity);
  const linkable = work.compiled.linkedTo.has(first.source.name);
  return observed.flatMap(({ source, observation }) => [
    ...lookupHashes(work.keys, compiled, source, observation.claims, new Map()),
    ...(linkable ? [keyHash(work.keys, "names", source.name, observation.key)] : []),
  ]);
}

export async function loadLookups(sql: Reader, work: Work, hashes: readonly Buffer[]): Promise<void> {
  const unread = new Map<string, Buffer>();
  for (const hash of hashes) {
    const name = hash.toString("latin1");
    if (!work.reads.has(`l:${name}`)) unread.set(name, hash);
  }
  for (const name of unread.keys()) work.reads.add(`l:${name}`);
  for (const row of await lookupsOf(sql, work.cause.log, [...unread.values()])) {
    // This work has made that record's lookups anew.
    if (work.staleLookups.has(row.record)) continue;
    const name = row.hash.toString("latin1");
    work.lookups.add(name, row);
  }
}

function entitiesAround(work: Work): EntityId[] {
  const ids = new Set<EntityId>();
  for (const record of work.records.values()) ids.add(record.entity);
  for (const rows of work.lookups.values()) for (const row of rows) ids.add(row.entity);
  return [...ids];
}

/** Entities with all that belongs to them, and what a person said of them. */
export async function loadEntities(sql: Reader, work: Work, ids: readonly EntityId[]): Promise<void> {
  const unread = ids.filter((id) => !work.reads.has(entityToken(id)) || !work.entities.has(id));
  if (unread.length === 0) return;
  holdEntities(work, unread, await entityStates(sql, work.cause.log, unread, work.thereIs));
  if (!work.thereIs.duplicates) return;
  for (const [left, right] of await differentPairs(sql, work.cause.log, unread)) {
    work.different.add(pairName(left, right));
  }
}

/** Takes up entities that were read, and those that were not there. */
export function holdEntities(
  work: Work,
  ids: readonly EntityId[],
  states: ReadonlyMap<EntityId, EntityState>,
): void {
  for (const id of ids) work.reads.add(entityToken(id));
  for (const [id, state] of states) {
    work.loaded.set(id, state);
    work.entities.set(id, state);
    for (const record of state.records) putLoaded(work, record);
  }
}

/**
 * Of which parents all that is above them is loaded, so that no circle is closed unseen: of those that the entities of a work
 * may get and do not have yet, which is enough where no entity gets records of another; or of all that are known.
 */
export type Above = "new" | "all";

/** Resolves every reference that is about to be stated, or is by the loaded entities, and loads what it leads to. */
export async function loadReferences(sql: Reader, work: Work, above: Above = "all"): Promise<void> {
  const wanted = wantedReferences(work);
  if (wanted.size > 0) await resolveReferences(sql, work, wanted, above);
}

async function resolveReferences(
  sql: Reader,
  work: Work,
  wanted: ReadonlyMap<RefText, EntityType>,
  above: Above,
): Promise<void> {
  await loadReferred(sql, work, wanted);
  await loadSurvivors(sql, work, wanted);
  const hashes = referenceHashes(work, wanted);
  await loadLookups(sql, work, [...hashes.values()]);
  resolveWanted(work, hashes);
  const targets = new Set<EntityId>();
  for (const { entity } of work.referenceOf.values()) {
    if (entity !== null && !work.entities.has(entity) && !work.targets.has(entity)) targets.add(entity);
  }
  await loadTargets(sql, work, targets);
  await loadAncestors(sql, work, above);
}

async function loadTargets(sql: Reader, work: Work, targets: ReadonlySet<EntityId>): Promise<void> {
  for (const id of targets) work.reads.add(entityToken(id));
  for (const [id, facts] of await goldenOf(sql, work.cause.log, [...targets])) work.targets.set(id, facts);
}

/** What is above in hierarchies. Asked again where the work itself has changed a parent on the way. */
async function loadAncestors(sql: Reader, work: Work, above: Above): Promise<void> {
  const facts = [...work.compiled.types.values()].flatMap((type) => type.hierarchies);
  if (facts.length === 0 || (above === "new" && !(await mayClose(sql, work, facts)))) return;
  for (;;) {
    const from = above === "all" ? [...work.entities.keys(), ...work.targets.keys()] : newParents(work);
    const unknown = unknownAbove(work, from, facts);
    if (unknown.length === 0) return;
    for (const id of unknown) work.reads.add(entityToken(id));
    for (const [id, golden] of await goldenAbove(sql, work.cause.log, unknown, facts)) {
      if (work.targets.has(id) || work.entities.has(id)) continue;
      work.reads.add(entityToken(id));
      work.targets.set(id, golden);
    }
  }
}

/** Whether a new parent may close a circle: a way up that leaves the entities of a work comes back to one that has children beside them. */
async function mayClose(sql: Reader, work: Work, facts: readonly FactKey[]): Promise<boolean> {
  if (newParents(work).length === 0) return false;
  const ids = [...work.entities.keys()];
  for (const id of ids) work.reads.add(childrenToken(id));
  return hasChildrenBeside(sql, work.cause.log, ids, facts);
}

/** Where the way up from some entities leads out of what is known. */
function unknownAbove(work: Work, from: readonly EntityId[], facts: readonly FactKey[]): readonly EntityId[] {
  const unknown: EntityId[] = [];
  const seen = new Set(from);
  for (const id of seen) {
    const known = work.references.facts(id);
    if (known === null && !work.entities.has(id) && !work.reads.has(entityToken(id))) unknown.push(id);
    for (const fact of facts) {
      const parent = known?.get(fact)?.value ?? null;
      if (parent !== null && uuidText.test(parent)) seen.add(entityId(parent));
    }
  }
  return unknown;
}

/** The records whose keys are named by references, those of one source with one question. */
async function loadReferred(
  sql: Reader,
  work: Work,
  wanted: ReadonlyMap<RefText, EntityType>,
): Promise<void> {
  const keys = new Map<string, string[]>();
  for (const text of wanted.keys()) {
    const way = parseReference(text);
    if (way?.kind !== "record") continue;
    const beside = keys.get(way.source);
    if (beside === undefined) keys.set(way.source, [way.key]);
    else beside.push(way.key);
  }
  for (const [source, list] of keys) await loadRecords(sql, work, source, list);
}

/** The entities that answer for ids which may be old ones; an id of another type than is referred to leads nowhere. */
async function loadSurvivors(
  sql: Reader,
  work: Work,
  wanted: ReadonlyMap<RefText, EntityType>,
): Promise<void> {
  const types = new Map<EntityId, string>();
  for (const [text, { name }] of wanted) {
    const way = parseReference(text);
    if (way?.kind === "entity" && !work.survivors.has(entityId(way.id))) types.set(entityId(way.id), name);
  }
  for (const id of types.keys()) work.reads.add(entityToken(id));
  const found = await survivorsOf(sql, work.cause.log, [...types.keys()]);
  for (const [id, type] of types) {
    const survivor = found.get(id);
    work.survivors.set(id, survivor?.type === type ? survivor.entity : null);
  }
}
