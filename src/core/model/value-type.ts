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
