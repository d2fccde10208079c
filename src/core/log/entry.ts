import type { Basis } from "../golden/golden.ts";
import type { Stated } from "../value/canonical.ts";

/**
 * Entry format 1, as data; `docs/log-format.md` is its specification. Ids and hashes are base64url text without
 * padding: 16 bytes of an id are 22 characters, 32 bytes of a hash 43. The bytes are canonical JSON (RFC 8785); only
 * safe integers are JSON numbers. A header is written as the list of its members, without their names.
 */
export interface EntryHeader {
  readonly format: 1;
  readonly algorithm: "sha-256";
  /** 0 to 4095: an id that carries its log has 12 bits for it. */
  readonly log: number;
  /** 1, 2, 3, … without gaps. */
  readonly index: number;
  /** The index of the entity's previous entry; 0 for the first, and for entries that concern no entity. */
  readonly previous: number;
  /** The entity's id, `null` for entries that concern none (a model applied, a token made). */
  readonly entity: string | null;
  /** The entity's version after this entry: 1, 2, 3, … without gaps; 0 where there is no entity. */
  readonly version: number;
  readonly kind: EntryKind;
  /** Opaque: what made it happen. */
  readonly cause: string;
  /** Opaque: an id, never a name or an address. */
  readonly actor: string;
  readonly run: string | null;
  /** Hash of the model in force. */
  readonly model: string;
  readonly record: string | null;
  /** Name of the source; `"hub"` for facts entered here and overrides. */
  readonly source: string | null;
  /** The incarnation of the source; 0 where there is none. */
  readonly incarnation: number;
  /** Kind, colon, and place in the source's own order: `file:~00000012/00000003`. Never a personal value. */
  readonly position: string | null;
  /** UTC with microseconds: `2026-11-21T02:33:54.123456Z`. Never earlier than the entry before. */
  readonly recordedAt: string;
  /** SHA-256(salt ‖ body). */
  readonly body: string;
}

/** What is known of a header before the lock on the head of its log: all but its place and its moment. */
export type PendingHeader = Omit<
  EntryHeader,
  "format" | "algorithm" | "index" | "previous" | "version" | "recordedAt"
>;

/** What becomes known under the lock. */
export type HeaderPlace = Pick<EntryHeader, "index" | "previous" | "version" | "recordedAt">;

export const entryKinds = [
  "claims", // A record was observed: what it states, its link, and what became golden by it.
  "golden", // Golden values changed without a claim of this entity: a reference healed, a model or a day changed.
  "link", // A record moved to another entity.
  "merge",
  "unmerge",
  "override",
  "hub", // Facts entered here.
  "decision", // A person decided on a divergence, a duplicate or a group.
  "run", // A held run was let pass.
  "model",
  "access", // Rights and tokens.
  "keys",
  "erasure",
  "calendar",
] as const;

export type EntryKind = (typeof entryKinds)[number];

/**
 * One line of a body. Which members are there depends on `op`; absent members are not written, `null` is.
 * A body is made before its entry has an index, so "this entry" is always said by absence.
 */
export interface BodyItem {
  readonly fact?: string;
  readonly op: BodyOp;
  /** The value before; absent where there was none (unstated, or not yet known). */
  readonly before?: Stated | Sealed;
  /** The value after. Absent on `claim`: no longer stated; on `golden`: the entity no longer has this fact. */
  readonly after?: Stated | Sealed;
  /** On a `claim`: this claim became the golden value too, with this basis. On `golden`: the basis of the value. */
  readonly basis?: Basis;
  /** On a claim: its last change was our own write. */
  readonly ownWrite?: true;
  /** The source behind a golden value; absent: the header's (and none, for basis `none`). */
  readonly source?: string | null;
  /** The record that the item is about, or that a golden value cites; absent: the header's (none, for basis `none`). */
  readonly record?: string | null;
  /** The source that is the authority of a golden value; absent: the source behind the value. */
  readonly authority?: string | null;
  /** The entry with which a golden value became golden; absent: this entry. */
  readonly since?: number;
  /** Set while a golden value is carried; without `index`, the hand-over is this entry. */
  readonly handover?: BodyHandover;
  /** From when, and until when, the change is true in the world; absent: not dated. */
  readonly from?: string;
  readonly to?: string;
  /** Words and names that an operation needs besides (the target of a merge, the reason of an override, …). */
  readonly detail?: Detail;
}

export interface BodyHandover {
  readonly from: string | null;
  readonly index?: number;
  readonly to: string | null;
}

/** Its numbers are safe integers. */
export type Detail = { readonly [name: string]: string | number | boolean | null | Sealed };

export const bodyOps = [
  "create", // The entity is new: `detail.type` is its type. In the first entry of every entity, and nowhere else.
  "claim", // `after` is what the record (source `hub`: the hub) states of `fact`; absent: it no longer states it.
  "golden", // `after` is the golden value of `fact`, with `basis`.
  "link", // `record` belongs to the entity from here on. The first time `detail.key` is its key at its source.
  "unlink", // `record` no longer belongs to the entity.
  "delete", // The record is gone at its source.
  "return", // The record is back.
  "alias", // The entity `detail.id` answers with this one.
  "unalias", // It answers for itself again.
  "merged", // This entity answers with `detail.into`.
  "unmerged", // This entity answers for itself again.
  "retire",
  "revive",
  "override", // `after` stands against the authority; `detail` has `by`, `reason`, and `day` or `change`.
  "override-end", // The override of `fact` ended; `detail.why` says how.
  "set", // Anything else that is decided: `detail` says what; `detail.what` names it where replay has to know: see approval-item.ts.
] as const;

export type BodyOp = (typeof bodyOps)[number];

/** What stands in a body in place of a sealed value: the hash of the sealed blob, and its place within the blob. */
export interface Sealed {
  /** SHA-256 of the bytes of the blob. */
  readonly sealed: string;
  /** 0, 1, 2, …: which of the blob's values. */
  readonly slot: number;
}

/** Whether a value of a body is sealed. */
export function isSealed(value: Stated | Sealed | number | boolean): value is Sealed {
  return typeof value === "object" && value !== null;
}
