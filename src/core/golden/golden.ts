import type { EntityId, FactKey, LogIndex, RecordId } from "../ids.ts";
import type { Canonical, Stated } from "../value/canonical.ts";
import type { WorldMoment } from "../value/world-moment.ts";
import type { Valid } from "./validity.ts";

/** Why a golden value is what it is. */
export type Basis = "authority" | "carried" | "fallback" | "override" | "held" | "derived" | "none";

/** What one record says about one fact, and since when. */
export interface Claim {
  readonly value: Stated;
  /** The entry in which this claim last changed: the order in which things were recorded here. */
  readonly since: LogIndex;
  /** The position of its last change in its source; comparable within the source only. */
  readonly position: Position;
  /** True where the last change was our own write: an echo. */
  readonly ownWrite: boolean;
}

/** A place in a source's own order: incarnation, kind of order, and bytes (as text) that the kind compares. */
export interface Position {
  readonly incarnation: number;
  readonly kind: "file" | "api" | "lsn" | "gtid" | "poll";
  /**
   * Compared as text within one incarnation and kind, so each kind pads what it counts.
   * `file`: declared as-of instant, or `~` and the order of loading, then the line.
   */
  readonly at: string;
}

/** One record as resolution sees it. */
export interface RecordState {
  readonly id: RecordId;
  readonly source: string;
  readonly key: string;
  readonly entity: EntityId;
  readonly deleted: boolean;
  /** Its key has another life by now, under another record; it stays deleted. */
  readonly former?: boolean;
  /** From when until when it is true in the world; `null`: always. The records of one key with several are its slices. */
  readonly valid: Valid | null;
  readonly position: Position;
  /** The entry that first recorded it. */
  readonly created: LogIndex;
  readonly claims: ReadonlyMap<FactKey, Claim>;
  /** By source, the key of the record there that it names; under its own source, the one that it was merged into. */
  readonly links?: Readonly<Record<string, string>> | null;
}

/** One resolved fact. */
export interface GoldenFact {
  /** `null` is empty: believed to be empty (basis authority and the like), or nobody says (basis `none`). */
  readonly value: Canonical | null;
  readonly basis: Basis;
  /**
   * The source that stands behind the value; `"hub"` for facts entered here and overrides; `null` for basis none.
   * A reference that awaits its target has basis none too, but names who states it: see `awaitsReference`.
   */
  readonly source: string | null;
  /**
   * The record cited, living and stating it; `null` where the value stands here alone (hub, override, carried from
   * what no record states any more). That of a copy-of fact is a record of the other entity.
   */
  readonly record: RecordId | null;
  /** The entry with which this value became golden. */
  readonly since: LogIndex;
  /** The source that is the authority now; `null` where no condition holds. */
  readonly authority: string | null;
  /** Set while the value is carried, or overridden since before authority moved: who handed over to whom, and when. */
  readonly handover: Handover | null;
}

/** Whether a fact is `none` only because the target of a reference has not arrived. */
export function awaitsReference(fact: GoldenFact): boolean {
  return fact.basis === "none" && fact.source !== null;
}

export interface Handover {
  readonly from: string | null;
  readonly to: string | null;
  readonly index: LogIndex;
}

export interface GoldenRecord {
  readonly facts: ReadonlyMap<FactKey, GoldenFact>;
  readonly state: Standing;
}

/**
 * Whether an entity exists, as `exists` declares it: `archived` is retired and left out of lists, views and counts. An entity
 * without a living record is otherwise kept as `active`.
 */
export type Standing = "active" | "retired" | "archived";

/** A value set here against the authority, with an end. Who set it, and why, decides nothing. */
export interface Override {
  readonly fact: FactKey;
  readonly value: Stated;
  readonly since: LogIndex;
  /** A day, or until the authority's next statement. */
  readonly until: { readonly day: string } | { readonly change: "authority-changes" };
  /** Where it stands until that statement: the moment up to which days had come due when it was set; else `""`. */
  readonly calendar: WorldMoment;
}

/** A value entered here for a fact whose authority is (or may be) the hub: a claim of the source `hub`. */
export type HubClaims = ReadonlyMap<FactKey, Claim>;
