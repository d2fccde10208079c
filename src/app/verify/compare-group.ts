import type { EntityId } from "../../core/ids.ts";
import type { Replay, ReplayedEntity } from "../../core/log/replay-state.ts";
import { uuidFromBase64url, uuidToBase64url } from "../../core/log/uuid.ts";
import { InvariantBroken } from "../../errors.ts";
import { verifyEntitiesMax, verifyEntriesMax } from "../../limits.ts";
import type { Reader } from "../../store/db.ts";
import {
  entitiesOfRecords,
  entityIdsAfter,
  pendingFollows,
  recordIdsOf,
  updatedAt,
} from "../../store/read-verify.ts";
import type { EntityState, StoredRecord } from "../../store/state.ts";
import { productActor } from "../actors.ts";
import { loadEntities, loadReferences } from "../change/load-work.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { keysOf } from "../read/unseal.ts";
import type { RecordDigests } from "./compare-digest.ts";
import { compareEntity } from "./compare-entity.ts";
import { compareIndexes } from "./compare-indexes.ts";
import { compareRecord } from "./compare-record.ts";
import { compareRules } from "./compare-rules.ts";
import { entityFault, type VerifyFault } from "./fault.ts";
import { bytesOfShort, bytesOfUuid, type Group, inGroup } from "./group.ts";
import { inPages } from "./in-pages.ts";

interface Counts {
  entities: number;
  records: number;
  divergences: number;
  findings: number;
  passedOver: number;
}

/**
 * Compares the rows with what the log came to: entities and records of the group. What follows from an entity's rows alone
 * (divergences, findings, lookups, references) is checked with the entity. Each page is read as one state of the log.
 */
export async function compareGroup(
  hub: Hub,
  replay: Replay,
  within: Within,
  counts: Counts,
): Promise<VerifyFault | null> {
  const unseen = { entities: new Set(replay.entities.keys()), records: new Set(replay.records.keys()) };
  const compare = (page: readonly EntityId[]) =>
    hub.database.snapshot((sql) => comparePage(hub, sql, page, { replay, within, counts, unseen }));
  for await (const page of concernedPages(hub, within)) {
    const fault = await compare(page);
    if (fault !== null) return fault;
  }
  // A record that moved meanwhile may have left an entity before that was looked at, for one that had been.
  for await (const page of entitiesOfUnseen(hub, unseen.records)) {
    const fault = await compare(page);
    if (fault !== null) return fault;
  }
  return missingRow(unseen);
}

/** Pages of the entities that are of the group, or have a record of it. */
async function* concernedPages(
  { database: { reader }, log }: Hub,
  within: Group,
): AsyncGenerator<readonly EntityId[]> {
  let page: EntityId[] = [];
  for await (const ids of inPages<EntityId>((after) =>
    entityIdsAfter(reader, log, after, verifyEntriesMax),
  )) {
    const concerned = within.groups === 1 ? null : await entitiesOfGroup(reader, log, ids, within);
    page.push(...(concerned === null ? ids : ids.filter((id) => concerned.has(id))));
    for (; page.length >= verifyEntitiesMax; page = page.slice(verifyEntitiesMax))
      yield page.slice(0, verifyEntitiesMax);
  }
  if (page.length > 0) yield page;
}

async function entitiesOfGroup(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
  within: Group,
): Promise<ReadonlySet<string>> {
  const concerned = new Set<string>(ids.filter((id) => inGroup(bytesOfUuid(id), within)));
  for (const { entity, record } of await recordIdsOf(sql, log, ids))
    if (inGroup(bytesOfUuid(record), within)) concerned.add(entity);
  return concerned;
}

async function* entitiesOfUnseen(
  { database: { reader }, log }: Hub,
  records: ReadonlySet<string>,
): AsyncGenerator<readonly EntityId[]> {
  if (records.size === 0) return;
  const ids = await entitiesOfRecords(reader, log, [...records].map(uuidFromBase64url));
  for (let from = 0; from < ids.length; from += verifyEntitiesMax)
    yield ids.slice(from, from + verifyEntitiesMax);
}

/** Which rows are compared, up to which entry. */
export interface Within extends Group {
  readonly last: number;
  readonly digests: RecordDigests;
}

interface Comparing {
  readonly replay: Replay;
  readonly within: Within;
  readonly counts: Counts;
  readonly unseen: { readonly entities: Set<string>; readonly records: Set<string> };
}

function missingRow({ entities, records }: Comparing["unseen"]): VerifyFault | null {
  const [entity] = entities;
  if (entity !== undefined)
    return entityFault("entity", entity, "The log tells of an entity that has no row.");
  const [record] = records;
  if (record === undefined) return null;
  return {
    ...entityFault("record", "", "The log tells of a record that has no row.", { record }),
    entity: null,
  };
}

async function comparePage(
  hub: Hub,
  sql: Reader,
  page: readonly EntityId[],
  on: Comparing,
): Promise<VerifyFault | null> {
  const { within, counts, unseen, replay } = on;
  const pending = await pendingFollows(sql, hub.log);
  const work = await hub.newWork(sql, { cause: "none", actor: productActor, run: null });
  const unreadable = await loadReadable(sql, work, page);
  if (unreadable !== null) return unreadable;
  await loadReferences(sql, work, "new");
  const words = page.flatMap((id) => [
    ...work.entity(id).overrides.values(),
    ...work.entity(id).waivers.values(),
  ]);
  const moments = await updatedAt(sql, hub.log, page);
  const keys = await keysOf(
    sql,
    hub.keys,
    words.map(({ subject }) => subject),
  );
  const settled: EntityState[] = [];
  for (const id of page) {
    const state = work.entity(id);
    const changed = state.lastIndex > within.last;
    for (const record of state.records) {
      const short = uuidToBase64url(record.id);
      if (!inGroup(bytesOfShort(short), within)) continue;
      if (unseen.records.delete(short)) counts.records += 1;
      const fault =
        record.lastIndex > within.last || changed
          ? null
          : (compareRecord(state, record, replay.records.get(short)) ??
            digestFault(state, record, within.digests));
      if (fault !== null) return fault;
    }
    const short = uuidToBase64url(id);
    if (!inGroup(bytesOfUuid(id), within)) continue;
    const isUnseen = unseen.entities.delete(short);
    const told = replay.entities.get(short);
    const fault = changed
      ? null
      : (unlessUnreadable(id, () => compareEntity(state, told, keys)) ??
        momentFault(id, told, moments.get(id)));
    if (fault !== null) return fault;
    if (isUnseen) {
      counts.entities += 1;
      counts.divergences += state.divergences.length;
      counts.findings += state.findings.length;
    }
    if (changed || isWaiting(work, state, pending)) counts.passedOver += 1;
    else settled.push(state);
  }
  return rulesFault(work, settled) ?? compareIndexes(sql, work, settled);
}

function digestFault({ id }: EntityState, record: StoredRecord, digests: RecordDigests): VerifyFault | null {
  if (digests.fits(record)) return null;
  return entityFault("record", id, "The record is not what was read from its source.", { record: record.id });
}

function momentFault(
  id: EntityId,
  told: ReplayedEntity | undefined,
  updatedAt: string | undefined,
): VerifyFault | null {
  if (told?.updatedAt === updatedAt) return null;
  return entityFault("entity", id, "Its last entry was recorded at another moment.", {
    index: told?.lastIndex ?? null,
  });
}

/** Loads a page of entities; where a row of them cannot be taken for what it should be, the entity whose it is. */
async function loadReadable(sql: Reader, work: Work, page: readonly EntityId[]): Promise<VerifyFault | null> {
  try {
    await loadEntities(sql, work, page);
    return null;
  } catch (error) {
    const [one, ...others] = page;
    if (one === undefined || !isUnreadable(error)) throw error;
    if (others.length === 0) return unreadableFault(one, error);
    const half = Math.ceil(page.length / 2);
    return (
      (await loadReadable(sql, work, page.slice(0, half))) ??
      (await loadReadable(sql, work, page.slice(half)))
    );
  }
}

function unlessUnreadable(entity: EntityId, compare: () => VerifyFault | null): VerifyFault | null {
  try {
    return compare();
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return unreadableFault(entity, error);
  }
}

/** What a row gives that holds something else than what was written: the store takes rows for what they were written as. */
const isUnreadable = (error: unknown): error is Error =>
  error instanceof InvariantBroken || error instanceof TypeError || error instanceof SyntaxError;

/** An invariant names a rule, never a value; what else went wrong may quote one. */
function unreadableFault(entity: EntityId, error: Error): VerifyFault {
  const rule = error instanceof InvariantBroken ? ` (${error.message})` : "";
  return entityFault("entity", entity, `A row of it cannot be read${rule}.`);
}

/** Whether an entity is yet to be resolved anew, because something that it depends on changed. */
function isWaiting(
  work: Work,
  state: EntityState,
  pending: { readonly references: boolean; readonly types: ReadonlySet<string> },
): boolean {
  const compiled = work.compiled.types.get(state.type);
  if (compiled === undefined || pending.types.has(state.type)) return true;
  if (state.due !== null && state.due <= work.calendar) return true;
  return pending.references && compiled.references.length > 0;
}

function rulesFault(work: Work, states: readonly EntityState[]): VerifyFault | null {
  for (const state of states) {
    const fault = state.state === "merged" ? null : compareRules(work, state);
    if (fault !== null) return fault;
  }
  return null;
}
