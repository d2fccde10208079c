import type { Attribute, Expression } from "./attribute.ts";
import type { Place } from "./place.ts";
import type { Source } from "./source.ts";

/**
 * The checked model: what `parse` and `check` make of the YAML, with every name resolved and every default filled in.
 * Plain data. Each part that a message or an explanation may point at carries its place in the files.
 */

export interface Model {
  /** SHA-256, base64url, of the canonical JSON of `[path, text]` of all files in path order. */
  readonly hash: string;
  /** The files as they were read, so that the model in force can be shown and read again. */
  readonly files: readonly ModelFile[];
  readonly systems: ReadonlyMap<string, System>;
  readonly people: ReadonlyMap<string, People>;
  readonly codes: ReadonlyMap<string, CodeList>;
  readonly entities: ReadonlyMap<string, EntityType>;
  /** Who reads facts, and what for. They change nothing that is resolved. */
  readonly consumers: ReadonlyMap<string, Consumer>;
  /** Every source of every entity type by its name; the names are unique over the model. */
  readonly sources: ReadonlyMap<string, Source>;
}

export interface ModelFile {
  readonly path: string;
  readonly text: string;
}

export interface System {
  readonly name: string;
  readonly place: Place;
  readonly title: string;
  readonly kind: "record" | "engagement" | "insight";
  /** `null` is loaded by hand or pushes over the API. */
  readonly connector: string | null;
  readonly writable: boolean;
  readonly owner: string | null;
  readonly steward: string | null;
  readonly custodian: string | null;
  /** What else the connector of the system wants (url, path, …), as written. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface People {
  readonly name: string;
  readonly place: Place;
  readonly title: string;
  readonly members: readonly string[];
}

export interface CodeList {
  readonly name: string;
  readonly place: Place;
  readonly codes: ReadonlyMap<string, Code>;
}

export interface Code {
  readonly code: string;
  readonly place: Place;
  readonly title: string;
  /** What each system writes for it, by system name; a system not named writes our code. */
  readonly bySystem: ReadonlyMap<string, string>;
}

/** A report, service or team that reads facts of one entity type. */
export interface Consumer {
  readonly name: string;
  readonly place: Place;
  readonly title: string;
  readonly owner: string | null;
  readonly entity: string;
  /** The attributes that it reads, as their facts are named. */
  readonly attributes: readonly string[];
  /** How old what it reads may be; `null` where it does not say. */
  readonly maxAgeSeconds: number | null;
  readonly purpose: string | null;
}

export interface EntityType {
  readonly name: string;
  readonly place: Place;
  readonly title: string;
  readonly description: string;
  readonly domain: string | null;
  readonly owner: string | null;
  readonly steward: string | null;
  readonly custodian: string | null;
  readonly matchOn: readonly MatchRule[];
  readonly exists: Existence;
  readonly sources: readonly Source[];
  /** In the order of resolution: an attribute stands after those that its conditions and derivations read. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly rules: readonly Rule[];
  /** SHA-256 of all that resolution depends on, without places and words: unchanged means nothing to resolve anew. */
  readonly digest: string;
}

export interface MatchRule {
  readonly place: Place;
  readonly keys: readonly string[];
  /** Values that never match (placeholders), in canonical form. */
  readonly ignore: readonly string[];
  /** No match where both sides state these attributes and they differ. */
  readonly unlessDifferent: readonly string[];
  /** More entities than this behind one value and the value ties nothing. */
  readonly atMost: number | null;
}

export interface Existence {
  /** Source name, or `null` where no source decides on existence. */
  readonly authority: string | null;
  readonly onDelete: "keep" | "retire" | "archive" | "delete-copies";
  /** The column of the authority that holds the key of the record that one was merged into. */
  readonly mergedInto: string | null;
  readonly keysReused: boolean;
}

export interface Rule {
  readonly name: string;
  readonly place: Place;
  readonly scope: "field" | "record" | "entity";
  /** The attribute of a rule of scope `field`. */
  readonly attribute: string | null;
  readonly check: Expression;
  readonly severity: "info" | "warning" | "error";
  readonly dimension:
    | "completeness"
    | "conformity"
    | "consistency"
    | "accuracy"
    | "timeliness"
    | "uniqueness";
  readonly message: string | null;
}

/** A fault of the model, as `bailiwick check` prints it. */
export interface Fault {
  readonly place: Place;
  readonly severity: "error" | "warning";
  /** A stable kebab-case code, one per kind of fault. */
  readonly code: string;
  readonly message: string;
  /** What to do next, or what was probably meant. */
  readonly hint: string | null;
}
