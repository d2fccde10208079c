import type { GoldenFact } from "../../core/golden/golden.ts";
import type { References } from "../../core/golden/resolution.ts";
import { beginOf, sliceName } from "../../core/golden/validity.ts";
import { type EntityId, type FactKey, type LogIndex, logIndex, type RecordId } from "../../core/ids.ts";
import type { RefText, Stated } from "../../core/value/canonical.ts";
import { dayOf, type WorldMoment } from "../../core/value/world-moment.ts";
import { invariant } from "../../errors.ts";
import { type DraftEntry, type Effect, type Head, provisionalFrom } from "../../store/commit.ts";
import type { AnswerToKeep } from "../../store/idempotency.ts";
import type { StandingMerge, UndoneMerge } from "../../store/load-duplicates.ts";
import type { CrosswalkPair } from "../../store/load-links.ts";
import type { SourceCount } from "../../store/source-counts.ts";
import type { EntityState, LinkedBy, StoredRecord } from "../../store/state.ts";
import { anything, type WhatThereIs } from "../../store/what-there-is.ts";
import type { LookupRow } from "../../store/write-records.ts";
import type { Compiled, CompiledType } from "./compiled.ts";
import { type Cause, type DraftInput, draftEntry } from "./draft.ts";
import { HeldLookups } from "./held-lookups.ts";
import type { SubjectKeys } from "./subject-keys.ts";

/** A possible duplicate or move, for a person to decide. */
export interface DuplicateFound {
  readonly kind: "duplicate" | "move";
  readonly left: EntityId;
  readonly right: EntityId;
  readonly type: string;
  readonly reason: string;
}

/** A merge as it was made, so that it can be undone. */
export interface MergeDone {
  readonly merged: EntityId;
  readonly survivor: EntityId;
  readonly why: LinkedBy;
  /** The place among the work's entries of the one that tells it. */
  readonly index: number;
  readonly records: readonly RecordId[];
}

/** The other side of a pair of a crosswalk, and in which lives the pair means both. */
export interface Paired {
  readonly source: string;
  readonly key: string;
  readonly life: number;
  readonly ownLife: number;
}

/** Makes new ids; the one source of randomness and time that a piece of work has. */
export interface Ids {
  newId(): string;
}

/**
 * One piece of work in memory: what was read, what it has become, and the entries that say so, until all of it is
 * committed together. Later changes see the state that earlier ones left. Everything read is remembered by a token, so that
 * a commit in between that wrote any of it is noticed under the lock, and the work is done anew.
 */
export class Work {
  /** Of what comes next: members of a group differ in it. */
  cause: Cause;
  readonly compiled: Compiled;
  readonly keys: SubjectKeys;
  readonly ids: Ids;
  /** The moment up to which days have come due. */
  calendar: WorldMoment;
  /** The day that it is, by the clock or the calendar, whichever is ahead: from it those days count that are granted from now on. */
  today: string;
  /** The head of the log before anything was read. */
  readonly readAt: Head;
  /** What its reads may leave out. */
  thereIs: WhatThereIs = anything;
  readonly reads = new Set<string>();
  readonly writes = new Set<string>();
  readonly loaded = new Map<EntityId, EntityState>();
  readonly entities = new Map<EntityId, EntityState>();
  /** By slot. */
  readonly records = new Map<string, StoredRecord>();
  /** By the slot of a key: the slots of its other slices, and of those of its other lives. */
  readonly #beside = new Map<string, Set<string>>();
  readonly dirtyRecords = new Set<string>();
  /** By source, how many more records it has than before. */
  readonly moreRecords = new Map<string, SourceCount>();
  readonly lookups = new HeldLookups();
  readonly staleLookups = new Set<RecordId>();
  readonly madeLookups = new Map<string, LookupRow>();
  /** Hashes of what has become known, for those that wait for it. */
  readonly arrived: Buffer[] = [];
  /** By record slot: the records that crosswalk pairs say are the same as it is in its own life. */
  readonly crosswalk = new Map<string, Paired[]>();
  /** The waiting crosswalk pairs that concern this work. */
  readonly pairs: CrosswalkPair[] = [];
  /** Pairs of entities that a person said are different. */
  readonly different = new Set<string>();
  readonly duplicates = new Map<string, DuplicateFound>();
  readonly merges: MergeDone[] = [];
  /** Merges, made before, that sources stated of what is loaded. */
  readonly standing: StandingMerge[] = [];
  /** Merges, made before, that this work undoes. */
  readonly undone: UndoneMerge[] = [];
  /** Answers that members of this group gave under their idempotency keys. */
  readonly answers = new Map<string, AnswerToKeep>();
  readonly targets = new Map<EntityId, ReadonlyMap<FactKey, GoldenFact>>();
  /** By an id that something refers to: the entity that answers for it, `null` for none. */
  readonly survivors = new Map<EntityId, EntityId | null>();
  readonly referenceOf = new Map<RefText, { readonly hash: Buffer; readonly entity: EntityId | null }>();
  /** Entities that others referred to by a value which another entity now holds too. */
  readonly contested = new Set<EntityId>();
  /** Entities that did not change, but whose references may lead elsewhere now. */
  readonly retargeted = new Set<EntityState>();
  /** Whether parents that stand are looked at again: the model may have come to call them a hierarchy. */
  parentsAnew = false;
  /** What is about to be stated, beside what is loaded: so that what it refers to, and whom it names, is loaded too. */
  readonly incoming: { readonly type: string; readonly claims: ReadonlyMap<FactKey, Stated> }[] = [];
  /** Data subjects whose keys are needed besides those of what is loaded. */
  readonly subjects = new Set<string>();
  readonly entries: DraftEntry[] = [];
  readonly counts = { created: 0, facts: 0, opened: 0, closed: 0, heldBack: 0 };
  readonly effects: Effect[] = [];

  constructor(parts: {
    readonly cause: Cause;
    readonly compiled: Compiled;
    readonly keys: SubjectKeys;
    readonly ids: Ids;
    readonly readAt: Head;
    readonly today: string;
  }) {
    this.cause = parts.cause;
    this.compiled = parts.compiled;
    this.keys = parts.keys;
    this.ids = parts.ids;
    this.readAt = parts.readAt;
    this.calendar = parts.readAt.calendar;
    const begun = dayOf(this.calendar);
    this.today = parts.today > begun ? parts.today : begun;
    this.reads.add("model").add("calendar");
  }

  /** Whether there is anything to be committed. */
  get isEmpty(): boolean {
    const { entries, writes, effects, answers, duplicates, retargeted } = this;
    const made = [
      entries.length,
      effects.length,
      writes.size,
      answers.size,
      duplicates.size,
      retargeted.size,
    ];
    return made.every((count) => count === 0);
  }

  /** The provisional index of the next entry. */
  get index(): LogIndex {
    return logIndex(provisionalFrom + this.entries.length);
  }

  entity(id: EntityId): EntityState {
    const state = this.entities.get(id);
    invariant(state !== undefined, "an entity is loaded before it is changed");
    return state;
  }

  typeOf(name: string): CompiledType {
    const type = this.compiled.types.get(name);
    invariant(type !== undefined, "the type of an entity is declared");
    return type;
  }

  append(input: DraftInput): void {
    this.entries.push(draftEntry(this.cause, input, this.keys));
  }

  put(state: EntityState): void {
    this.entities.set(state.id, state);
    this.writes.add(entityToken(state.id));
  }

  putRecord(record: StoredRecord): void {
    const before = this.records.get(slotOf(record));
    if (before?.deleted !== record.deleted) this.#count(record.source, before, record);
    this.holdRecord(record);
    this.dirtyRecords.add(slotOf(record));
    this.writes.add(recordToken(record.source, record.key));
  }

  #count(source: string, before: StoredRecord | undefined, { deleted }: StoredRecord): void {
    const more = this.moreRecords.get(source) ?? { living: 0, deleted: 0 };
    const was = { living: before?.deleted === false ? 1 : 0, deleted: before?.deleted ? 1 : 0 };
    this.moreRecords.set(source, {
      living: more.living + (deleted ? 0 : 1) - was.living,
      deleted: more.deleted + (deleted ? 1 : 0) - was.deleted,
    });
  }

  /** Whether it has taken up this record, as it was read or as it has become. */
  holds(record: StoredRecord): boolean {
    return this.records.has(slotOf(record));
  }

  /** Takes up a record as it was read, or has become. */
  holdRecord(record: StoredRecord): void {
    const slot = slotOf(record);
    const first = recordSlot(record.source, record.key);
    this.records.set(slot, record);
    if (slot === first) return;
    const slots = this.#beside.get(first);
    if (slots === undefined) this.#beside.set(first, new Set([slot]));
    else slots.add(slot);
  }

  /** A record as this work has it now. */
  now(record: StoredRecord): StoredRecord {
    return this.records.get(slotOf(record)) ?? record;
  }

  /** The records under a key as it lives now: one, or its slices. All of them belong to one entity. */
  recordsAt(source: string, key: string): readonly StoredRecord[] {
    return this.livesAt(source, key).filter(({ former }) => !former);
  }

  /** The same, with those of its former lives. */
  livesAt(source: string, key: string): readonly StoredRecord[] {
    const slot = recordSlot(source, key);
    const first = this.records.get(slot);
    const beside = [...(this.#beside.get(slot) ?? [])].flatMap((other) => this.records.get(other) ?? []);
    return first === undefined ? beside : [first, ...beside];
  }

  /** A golden reference that is the id of a merged entity leads to the survivor; any other id leads to itself. */
  #mergedInto(reference: string): EntityId | null {
    return this.entities.get(reference as EntityId)?.mergedInto ?? null;
  }

  /** What references lead to, as loaded, and as changed since by this very work. */
  readonly references: References = {
    entityOf: (reference) =>
      this.referenceOf.get(reference as RefText)?.entity ?? this.#mergedInto(reference),
    facts: (id) => this.entities.get(id)?.golden?.facts ?? this.targets.get(id) ?? null,
  };
}

export const recordSlot = (source: string, key: string): string => `${source}\u0000${key}`;
const slotOf = (record: StoredRecord): string => {
  const slice = sliceName(record.key, beginOf(record));
  return recordSlot(record.source, record.life === 0 ? slice : `${slice}\u0000\u0000${record.life}`);
};
/** All slices of a key are read together. */
export const recordToken = (source: string, key: string): string => `r:${recordSlot(source, key)}`;
/** Two entities, whichever is named first. */
export const pairName = (left: string, right: string): string =>
  left < right ? `${left} ${right}` : `${right} ${left}`;
/** Written by whoever makes an entity a parent. */
export const childrenToken = (id: string): string => `p:${id}`;
export const entityToken = (id: EntityId): string => `e:${id}`;
