import type { Position, RecordState } from "../../core/golden/golden.ts";
import type { References } from "../../core/golden/resolution.ts";
import { isDated } from "../../core/golden/validity.ts";
import { type EntityId, entityId, type FactKey, factKey, type RecordId } from "../../core/ids.ts";
import type { WorldMoment } from "../../core/value/world-moment.ts";
import { invariant } from "../../errors.ts";
import { headOf } from "../../store/commit.ts";
import { entityStates } from "../../store/load-state.ts";
import type { EntityState, StoredRecord } from "../../store/state.ts";
import { productActor } from "../actors.ts";
import { openSaid, type Said } from "../change/entered-here.ts";
import { loadEntities, loadReferences } from "../change/load-work.ts";
import type { Hub } from "../hub.ts";
import type { Moment, Since } from "./answers.ts";
import { uuidText } from "./cursor.ts";
import { findEntity } from "./find-entity.ts";
import type { WaiverSaid } from "./leave-answer.ts";
import { keysOf } from "./unseal.ts";
import { type EntityAsked, isAskedFor, type Viewer } from "./viewer.ts";

/** One entity with everything that an answer about it may say. */
export interface Known {
  readonly state: EntityState;
  readonly references: References;
  /** The moment up to which days have come due; not asked for where nothing of the entity depends on it. */
  readonly calendar: WorldMoment;
  /** Entities that its copy-of facts are taken from. */
  readonly others: ReadonlyMap<EntityId, EntityState>;
  /** A record of it, or one of another entity that a copy-of fact cites. */
  recordOf(id: RecordId | null): StoredRecord | undefined;
  /** By whom and why its overrides were set; `null` where that has been erased. */
  readonly said: ReadonlyMap<FactKey, Said | null>;
  /** The waivers that stand on it, by `waiverKey`. */
  readonly waivers: ReadonlyMap<string, WaiverSaid>;
  recordedAt(index: number): string;
  moment(index: number): Moment;
  /** With the day by which a dated file dates it. */
  since(index: number, position: Position | null): Since;
}

/** The entity that a caller asks for, with everything that an answer about it may say; by id one statement tells all. */
export async function knownAt(hub: Hub, viewer: Viewer, asked: EntityAsked): Promise<Known> {
  const direct = uuidText.test(asked.ref) ? await hub.entities.state(entityId(asked.ref)) : undefined;
  if (
    direct !== undefined &&
    direct.state !== "merged" &&
    isAskedFor(hub.compiled.model, viewer, asked, direct.type)
  ) {
    return loadAround(hub, direct);
  }
  const { id } = await findEntity(hub, viewer, asked);
  const found = await hub.entities.state(id);
  invariant(found !== undefined, "an entity that was found is there");
  return loadAround(hub, found);
}

async function loadAround(hub: Hub, state: EntityState): Promise<Known> {
  if (hub.compiled.types.get(state.type)?.references.length === 0) {
    // It refers to nothing, so what was read is all of it; the moments of entries never change.
    const [moments, words, calendar] = await Promise.all([
      hub.entities.moments(indexesOf([state])),
      saidOf(hub, state),
      calendarFor(hub, state),
    ]);
    return knownOf({ state, references: noReferences, calendar, others: new Map(), moments, ...words });
  }
  return loadWithOthers(hub, state.id);
}

async function calendarFor(hub: Hub, { type, records }: EntityState): Promise<WorldMoment> {
  if (!isDated(records) && hub.compiled.types.get(type)?.readsToday !== true) return "";
  return (await headOf(hub.database.reader, hub.log)).calendar;
}

const noReferences: References = { entityOf: () => null, facts: () => null };

/** The entity and what its references lead to, of one state of the log, and the moments of all that it says, which never change. */
async function loadWithOthers(hub: Hub, id: EntityId): Promise<Known> {
  const found = await hub.database.snapshot(async (sql) => {
    const work = await hub.newWork(sql, { cause: "none", actor: productActor, run: null });
    await loadEntities(sql, work, [id]);
    await loadReferences(sql, work, "new");
    const state = work.entity(id);
    const others = await entityStates(sql, hub.log, originals(hub, state));
    return { state, references: work.references, calendar: work.calendar, others };
  });
  // NOTE: not within: whoever holds one reading connection never waits for another, or all of them may wait for each other.
  const { state, others } = found;
  const [moments, words] = await Promise.all([
    hub.entities.moments(indexesOf([state, ...others.values()])),
    saidOf(hub, state),
  ]);
  return knownOf({ ...found, moments, ...words });
}

type Words = Pick<Known, "said" | "waivers">;

async function saidOf(hub: Hub, { overrides, waivers }: EntityState): Promise<Words> {
  if (overrides.size + waivers.size === 0) return noWords;
  const subjects = [...overrides.values(), ...waivers.values()].map((one) => one.subject);
  const keys = await keysOf(hub.database.reader, hub.keys, subjects);
  return {
    said: new Map([...overrides].map(([fact, one]) => [fact, openSaid(keys, one)])),
    waivers: new Map([...waivers].map(([key, waiver]) => [key, { waiver, said: openSaid(keys, waiver) }])),
  };
}

const noWords: Words = { said: new Map(), waivers: new Map() };

function knownOf(
  found: Pick<Known, "state" | "references" | "calendar" | "others" | "said" | "waivers"> & {
    readonly moments: ReadonlyMap<number, string>;
  },
): Known {
  const { state, references, calendar, others, moments, said, waivers } = found;
  const records = new Map<RecordId, StoredRecord>();
  for (const other of others.values()) for (const record of other.records) records.set(record.id, record);
  for (const record of state.records) records.set(record.id, record);
  const recordedAt = (index: number) => {
    const moment = moments.get(index);
    invariant(moment !== undefined, "what is said to hold since an entry has that entry");
    return moment;
  };
  return {
    state,
    references,
    calendar,
    others,
    said,
    waivers,
    recordOf: (id) => (id === null ? undefined : records.get(id)),
    recordedAt,
    moment: (index) => ({ index, recordedAt: recordedAt(index) }),
    since: (index, position) => ({ index, recordedAt: recordedAt(index), asOf: asOf(position) }),
  };
}

/** The instant by which a source dates what it says, where its order is one of dated files. */
export function asOf(position: Pick<Position, "kind" | "at"> | null): string | null {
  if (position?.kind !== "file") return null;
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.exec(position.at)?.[0] ?? null;
}

/** The entities that facts are copied from, or derived from. */
function originals(hub: Hub, state: EntityState): EntityId[] {
  const ids = new Set<EntityId>();
  for (const attribute of hub.compiled.model.entities.get(state.type)?.attributes.values() ?? []) {
    const across =
      attribute.derived?.reads.filter((read) => read.of !== null).map((read) => read.attribute) ?? [];
    for (const reference of attribute.copyOf === null ? across : [attribute.copyOf.reference]) {
      const target = state.golden?.facts.get(factKey(reference))?.value ?? null;
      if (target !== null) ids.add(entityId(target));
    }
  }
  return [...ids];
}

function indexesOf(states: readonly EntityState[]): ReadonlySet<number> {
  const indexes = new Set<number>();
  for (const state of states) {
    for (const fact of state.golden?.facts.values() ?? []) {
      indexes.add(fact.since);
      if (fact.handover !== null) indexes.add(fact.handover.index);
    }
    for (const record of state.records) addClaims(indexes, record);
    for (const claim of state.hub.values()) indexes.add(claim.since);
    for (const one of state.overrides.values()) indexes.add(one.since);
    for (const { waiting, agreed } of state.approvals.values())
      for (const one of [waiting, agreed]) if (one !== null) indexes.add(one.since);
    for (const one of state.divergences) indexes.add(one.since).add(one.opened);
    for (const one of state.findings) indexes.add(one.opened);
  }
  return indexes;
}

function addClaims(indexes: Set<number>, record: RecordState): void {
  for (const claim of record.claims.values()) indexes.add(claim.since);
}
