/**
 * The checked model: what `parse` and `check` make of the YAML, with every name resolved and every default filled in.
 * Plain data. Each part that a message or an explanation may point at carries its place in the files.
 */

/** Where something is declared: file path below the model folder, line and column counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

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

export interface Source {
  readonly name: string;
  readonly place: Place;
  readonly entity: string;
  readonly system: string;
  readonly table: string | null;
  readonly file: string | null;
  readonly format: FileFormat | null;
  /** The columns of the key, in order; more than one make a composite key. */
  readonly key: readonly string[];
  /** True where the record key is itself personal, so that it stands in no entry. */
  readonly keyPersonal: boolean;
  /** A template with `{key}`, or with `{column}` of a composite key. */
  readonly link: string | null;
  /** From when until when a record is true in the world; `null` where the source is not dated. */
  readonly valid: Validity | null;
  /** By attribute name; of an attribute `per` something by `attribute[qualifier]`. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Columns that hold another source's key: such records are the same entity. By source name, the column. */
  readonly links: ReadonlyMap<string, string>;
  /** The largest share (0..1) of the live records that one complete run may delete, or change. */
  readonly guard: { readonly deleted: number; readonly changed: number };
  /** SHA-256 of the mapping: a record of the same content under the same digest is unchanged. */
  readonly digest: string;
}

export interface FileFormat {
  readonly type: "csv" | "jsonl" | "parquet";
  readonly delimiter: string | null;
}

/** The columns that date the records of a source. */
export interface Validity {
  readonly place: Place;
  readonly from: string;
  readonly to: string | null;
  readonly order: string | null;
  /** Where days begin, and what timestamps without offset are of; `null`: days begin in UTC. */
  readonly zone: string | null;
}

/** How a source states one attribute, or one field of a group. */
export interface Field {
  readonly place: Place;
  /**
   * Column name, or the path into nested JSON, its parts separated by dots. `null` for a group, or an element of a
   * list, whose `fields` have columns of their own.
   */
  readonly from: string | null;
  readonly codes: string | null;
  readonly currency: string | null;
  /** Column that holds the currency, where it differs by record. */
  readonly currencyFrom: string | null;
  readonly unit: string | null;
  /** Column that holds the unit, where it differs by record. */
  readonly unitFrom: string | null;
  /** The stored number times this is ours, as decimal text: `"0.01"` for cents. */
  readonly scale: string | null;
  /** The attribute of the target by whose value a reference is held; then `as` is `null`. */
  readonly by: string | null;
  /** The source whose keys a reference holds, also where the model leaves it to the target's one source in the same system. */
  readonly as: string | null;
  /** False: a copy that its own system refreshes and that is only watched. */
  readonly write: boolean;
  /** Set where a column says for which qualifier a record speaks: this field is heard where it says this one. */
  readonly spokenFor: SpokenFor | null;
  /** The columns of the fields of a group; of a list of groups, the members of each element. */
  readonly fields: ReadonlyMap<string, Field> | null;
  /** Between the elements of a list that is held as one text. */
  readonly separator: string | null;
  /** Whether each record states one element of a list, instead of the list. */
  readonly element: boolean;
}

export interface SpokenFor {
  readonly column: string;
  /** What the system writes there for this qualifier. */
  readonly spelled: string;
}

/** A type that is one value. */
export type ScalarType =
  | {
      readonly kind:
        | "text"
        | "integer"
        | "decimal"
        | "float"
        | "boolean"
        | "date"
        | "email"
        | "phone"
        | "url"
        | "json";
    }
  | { readonly kind: "timestamp"; readonly zone: boolean }
  | { readonly kind: "money"; readonly currency: string | null }
  | { readonly kind: "code"; readonly codes: string }
  | { readonly kind: "ref"; readonly to: string }
  /** An amount in this unit, to which all others are converted. */
  | { readonly kind: "quantity"; readonly unit: string };

/** Fields that are believed and written as a whole. */
export interface GroupType {
  readonly kind: "group";
  readonly fields: ReadonlyMap<string, GroupField>;
}

export interface GroupField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly type: ScalarType;
  readonly standardise: readonly Standardise[];
  readonly required: boolean;
}

/** `keyed`: elements are groups told apart by one field, and stand in the order of it. */
export interface ListType {
  readonly kind: "list";
  readonly of: ScalarType | GroupType;
  readonly as: "set" | "sequence" | "keyed";
  readonly keyedBy: string | null;
  /** How each element is standardised where it is one value. */
  readonly standardise: readonly Standardise[];
}

export type ValueType = ScalarType | GroupType | ListType;

export type Standardise = "trim" | "collapse-spaces" | "upper" | "lower" | "nfc" | "digits" | "e164";

export interface Compare {
  readonly ignore: ReadonlySet<"case" | "whitespace" | "punctuation">;
  /** Decimal text: numbers, dates (days) and timestamps (seconds) this close are equal. */
  readonly tolerance: string | null;
  /** By system or source: text is compared up to this many characters. */
  readonly maxLength: ReadonlyMap<string, number>;
}

export interface Attribute {
  /** As a fact of it is named: `name`, or `title[de-DE]` for one that is declared `per` a code list. */
  readonly name: string;
  /** The name as declared, without a qualifier. */
  readonly declared: string;
  /** The code that it is the value for, where it is declared `per` a code list. */
  readonly qualifier: string | null;
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
