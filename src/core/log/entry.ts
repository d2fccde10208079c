import type { Basis } from "../golden/golden.ts";
import type { Canonical, Stated } from "../value/canonical.ts";

/**
 * Entry format 1, as data. Ids and hashes are base64url text without padding: 16 bytes of an id are 22 characters,
 * 32 bytes of a hash 43. The bytes are canonical JSON (RFC 8785); only safe integers are JSON numbers.
 */
export interface EntryHeader {
  readonly format: 1;
  readonly algorithm: "sha-256";
  readonly log: number;
  readonly index: number;
  /** The index of the entity's previous entry; 0 for the first, and for entries that concern no entity. */
  readonly previous: number;
  /** The entity's id, `null` for entries that concern none (a model applied, a token made). */
  readonly entity: string | null;
  /** The entity's version after this entry; 0 where there is no entity. */
  readonly version: number;
  readonly kind: EntryKind;
  readonly cause: string;
  /** Opaque: an id, never a name or an address. */
  readonly actor: string;
  readonly run: string | null;
  /** Hash of the model in force. */
  readonly model: string;
  readonly record: string | null;
  readonly source: string | null;
  readonly incarnation: number;
  readonly position: string | null;
  /** UTC with microseconds: `2026-11-21T02:33:54.123456Z`. */
  readonly recordedAt: string;
  /** SHA-256(salt ‖ body). */
  readonly body: string;
}

export type EntryKind =
  | "claims" // A record was observed: what it states, its link, and what became golden by it.
  | "golden" // Golden values changed without a claim of this entity: a reference healed, a model or a day changed.
  | "link" // A record moved to another entity.
  | "merge"
  | "unmerge"
  | "override"
  | "hub" // Facts entered here.
  | "decision" // A person decided on a divergence, a duplicate or a group.
  | "run" // A held run was let pass.
  | "model"
  | "access" // Rights and tokens.
  | "keys"
  | "erasure"
  | "calendar";

/** One line of a body. Which members are there depends on `op`; absent members are not written. */
export interface BodyItem {
  readonly fact?: string;
  readonly op: BodyOp;
  /** The value before; absent where there was none (unstated, or not yet known). */
  readonly before?: Stated | Sealed;
  readonly after?: Stated | Sealed;
  /** On a `claim`: this claim became the golden value too, with this basis. On `golden`: the basis of the value. */
  readonly basis?: Basis;
  /** Record that a golden value cites, where it is not the record of the header. */
  readonly record?: string;
  readonly from?: string;
  readonly to?: string;
  /** Words and names that an operation needs besides (the target of a merge, the reason of an override, …). */
  readonly detail?: { readonly [name: string]: string | number | boolean | null | Sealed };
}

export type BodyOp =
  | "claim" // `after` is what the record states; absent: it no longer states it.
  | "golden" // `after` is the golden value with `basis`.
  | "link" // `record` belongs to the entity of the header.
  | "unlink"
  | "delete" // The record is gone at its source.
  | "return" // The record is back.
  | "alias" // `detail.id` answers with this entity.
  | "retire"
  | "revive"
  | "set"; // Anything else that is decided: `detail` says what.

/** What stands in a body in place of a sealed value: the hash of the sealed blob, and its place within the blob. */
export interface Sealed {
  readonly sealed: string;
  readonly slot: number;
}

/** The value of a fact together with what seals it. */
export interface SealedValue {
  readonly fact: string;
  readonly value: Canonical;
}
