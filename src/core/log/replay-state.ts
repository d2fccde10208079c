import type { Basis, Handover, Standing } from "../golden/golden.ts";
import type { Valid } from "../golden/validity.ts";
import type { BodyItem, EntryHeader } from "./entry.ts";
import type { ReplayedApproval } from "./replay-approval.ts";
import type { ReplayedWaiver } from "./replay-waiver.ts";
import type { Replayed } from "./replayed.ts";

/** What a record states, or a person entered here, of one fact. */
export interface ReplayedClaim {
  readonly value: Replayed;
  readonly since: number;
  readonly incarnation: number;
  readonly position: string | null;
  readonly ownWrite: boolean;
}

/** A record as the log tells it. */
export interface ReplayedRecord {
  readonly id: string;
  readonly source: string | null;
  /** The first entry that says it is of another source; `null`: none does. */
  otherwise: number | null;
  /** `null` while no entry has told it. */
  key: Replayed;
  entity: string | null;
  /** Why it belongs to its entity, as the last entry that linked it says. */
  linkedBy: string | null;
  /** Which life of its key it is. */
  life: number;
  /** Its key has another life by now. */
  former: boolean;
  /** From when until when it is true; `null`: always. */
  valid: Valid | null;
  deleted: boolean;
  readonly created: number;
  lastIndex: number;
  /** Where its source was in the last entry that observed it. */
  incarnation: number;
  position: string | null;
  readonly claims: Map<string, ReplayedClaim>;
  /** The first entry of it whose body is destroyed: from there on its state cannot be told from the log. */
  bodyLost: number | null;
}

/** A golden value as the log tells it. */
export interface ReplayedFact {
  readonly value: Replayed;
  readonly basis: Basis;
  readonly source: string | null;
  readonly record: string | null;
  readonly since: number;
  readonly authority: string | null;
  readonly handover: Handover | null;
}

/** What stands against all sources, as the log tells it. */
export interface ReplayedOverride {
  readonly value: Replayed;
  readonly since: number;
  readonly detail: NonNullable<BodyItem["detail"]>;
  readonly by: Replayed;
  readonly reason: Replayed;
}

/** An entity as the log tells it. */
export interface ReplayedEntity {
  readonly id: string;
  type: string | null;
  readonly created: number;
  version: number;
  lastIndex: number;
  /** When its last entry was recorded. */
  updatedAt: string;
  state: Standing;
  readonly facts: Map<string, ReplayedFact>;
  readonly records: Set<string>;
  /** Facts entered here. */
  readonly hub: Map<string, ReplayedClaim>;
  readonly overrides: Map<string, ReplayedOverride>;
  /** What was agreed to and what waits, by layer and fact: `claim iban`. */
  readonly approvals: Map<string, ReplayedApproval>;
  /** Leave for copies to differ, by record and fact: `AbC… name`. */
  readonly waivers: Map<string, ReplayedWaiver>;
  /** Ids that answer with this entity. */
  readonly aliases: Set<string>;
  /** The entity that this one answers with, since it was merged. */
  into: string | null;
  bodyLost: number | null;
}

/** What the log says of the entities and records whose entries were replayed. Ids are as in the entries. */
export interface Replay {
  readonly records: Map<string, ReplayedRecord>;
  readonly entities: Map<string, ReplayedEntity>;
}

/** Before the first entry. */
export const emptyReplay = (): Replay => ({ records: new Map(), entities: new Map() });

/** The entity that an entry is about; new where no entry before named it. */
export function entityAt(replay: Replay, id: string, header: EntryHeader): ReplayedEntity {
  let entity = replay.entities.get(id);
  if (entity === undefined) {
    entity = {
      id,
      type: null,
      created: header.index,
      version: 0,
      lastIndex: 0,
      updatedAt: header.recordedAt,
      state: "active",
      facts: new Map(),
      records: new Set(),
      hub: new Map(),
      overrides: new Map(),
      approvals: new Map(),
      waivers: new Map(),
      aliases: new Set(),
      into: null,
      bodyLost: null,
    };
    replay.entities.set(id, entity);
  }
  entity.version = header.version;
  entity.lastIndex = header.index;
  entity.updatedAt = header.recordedAt;
  return entity;
}

/** A record that an entry names; new where no entry before did. */
export function recordAt(replay: Replay, id: string, header: EntryHeader): ReplayedRecord {
  const known = replay.records.get(id);
  if (known !== undefined) return known;
  const record: ReplayedRecord = {
    id,
    source: header.source,
    otherwise: null,
    key: null,
    entity: null,
    linkedBy: null,
    life: 0,
    former: false,
    valid: null,
    deleted: false,
    created: header.index,
    lastIndex: header.index,
    incarnation: header.incarnation,
    position: header.position,
    claims: new Map(),
    bodyLost: null,
  };
  replay.records.set(id, record);
  return record;
}
