import type { Place } from "./place.ts";
import type { Compare, ListType, Standardise, ValueType } from "./value-type.ts";

export interface Attribute {
  /** As a fact of it is named: `name`, or `title[de-DE]` for one that is declared `per` a code list. */
  readonly name: string;
  /** The name as declared, without a qualifier. */
  readonly declared: string;
  /** The code that it is the value for, where it is declared `per` a code list. */
  readonly qualifier: string | null;
  /** That code list. */
  readonly per: string | null;
  readonly place: Place;
  readonly title: string;
  readonly description: string;
  /** Values as it has them, in canonical form, for those who read of it. */
  readonly examples: readonly string[];
  readonly type: ValueType;
  readonly required: boolean;
  readonly standardise: readonly Standardise[];
  readonly compare: Compare;
  /** Category of personal data, `null` where it is none. */
  readonly personal: string | null;
  readonly subject: "record" | "value";
  readonly sensitive: boolean;
  /** Whether its values are sealed and masked: personal or sensitive. */
  readonly sealed: boolean;
  readonly blank: "empty" | "gap";
  readonly indexed: boolean;
  readonly owner: string | null;
  readonly steward: string | null;
  readonly custodian: string | null;
  /** The first whose `when` holds is the authority. Never empty but for `copyOf`. */
  readonly authority: readonly Authority[];
  /** Source names in the order in which they are asked. */
  readonly fallback: readonly string[];
  readonly survivorship: Survivorship | null;
  readonly handover: "carry" | "adopt";
  readonly copies: readonly Copy[];
  readonly edits: Edits;
  readonly onDivergence: DivergencePolicy;
  readonly correct: string | null;
  readonly copyOf: CopyOf | null;
  /** Whether each element of a list is a fact of its own, with its key as qualifier: `accounts[DE89]`. */
  readonly elements: boolean;
  /** The list of which it is an element that is a fact of its own. */
  readonly elementOf: ListType | null;
  /** `union`: all authorities whose condition holds are believed together, element by element. */
  readonly combine: "union" | null;
  /** Whether a ref makes a tree. */
  readonly hierarchy: boolean;
  /** What gives the value, where it is derived from other facts. */
  readonly derived: Expression | null;
  readonly approve: Approval | null;
}

/** Who must agree before a value is believed. */
export interface Approval {
  readonly place: Place;
  readonly for: ReadonlySet<"source" | "correction" | "override">;
  readonly by: string;
  readonly count: number;
  readonly meanwhile: "keep-last" | "none";
}

export interface Authority {
  readonly place: Place;
  /** Source name, or `"hub"` for facts entered here. */
  readonly source: string;
  readonly when: Expression | null;
}

/** A checked expression: its text, and the facts that it reads (own, or one reference away). */
export interface Expression {
  readonly text: string;
  readonly place: Place;
  readonly reads: readonly FactRead[];
  /** Whether it reads the day. */
  readonly today: boolean;
}

export interface FactRead {
  readonly attribute: string;
  /** The attribute of the entity that `attribute` refers to, where the expression reads across a reference. */
  readonly of: string | null;
}

export type Survivorship =
  | { readonly by: "most-recent" | "most-complete" | "longest" }
  | { readonly by: "same-as"; readonly attribute: string };

export interface Copy {
  readonly place: Place;
  readonly source: string;
  /** Freshness target in seconds. */
  readonly withinSeconds: number;
  readonly onDivergence: DivergencePolicy;
  readonly create: boolean;
  /** False where the copy, its field or its system says so: then it is only watched. */
  readonly write: boolean;
}

export type DivergencePolicy = "flag" | "overwrite" | "propose" | "ask";

export interface Edits {
  readonly proposeFrom: readonly string[];
  readonly override: {
    readonly place: Place;
    readonly by: string | null;
    readonly days: number | null;
  } | null;
  /** Whether a copy may differ for a time by an edit there. */
  readonly local: {
    readonly place: Place;
    readonly when: Expression | null;
    readonly by: string | null;
    readonly days: number;
  } | null;
}

/** A fact of another entity, reached through a reference, kept on this one. */
export interface CopyOf {
  /** The ref attribute of this entity type. */
  readonly reference: string;
  /** The entity type referred to, and its attribute. */
  readonly entity: string;
  readonly attribute: string;
}
