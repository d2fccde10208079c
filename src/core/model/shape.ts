/**
 * What may stand where in a model file, as data. The check of keys and the JSON Schema are both made from it, so
 * that what an editor completes is what `check` accepts.
 */
export type Shape =
  | TextShape
  | ChoiceShape
  | { readonly kind: "boolean" }
  | NumberShape
  /** A number that is kept in its digits: `0.01`. */
  | { readonly kind: "decimal" }
  /** A whole number with its unit: `60s`, `5m`, `1h`, `3d`. */
  | { readonly kind: "duration" }
  | ListShape
  | TableShape
  | RecordShape
  /** A value of the data itself, as its type reads it: a word, a list or a map. */
  | { readonly kind: "any" }
  /** Told apart by what is written: a word, a list or a map. */
  | { readonly kind: "either"; readonly of: readonly Shape[] };

export interface TextShape {
  readonly kind: "text";
  /** A value or code of the data itself: what YAML could take for a number, a boolean or a date must be quoted. */
  readonly exact?: boolean;
  readonly pattern?: { readonly regex: RegExp; readonly words: string };
  /** Words that the language itself gives a meaning here, for editors to offer; others are the user's. */
  readonly words?: readonly string[];
}

export interface ChoiceShape {
  readonly kind: "choice";
  readonly words: readonly string[];
}

export interface NumberShape {
  readonly kind: "number";
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

export interface ListShape {
  readonly kind: "list";
  readonly of: Shape;
  /** One value without brackets stands for a list of one. */
  readonly single: boolean;
  readonly least: number;
}

/** Names chosen by the user, each with the same shape. */
export interface TableShape {
  readonly kind: "table";
  readonly names: TableNames;
  readonly of: Shape;
}

/** `declared`: the names are given here and follow the rule of names. `used`: declared elsewhere. `codes`: any text. */
export type TableNames = "declared" | "used" | "codes";

export interface RecordShape {
  readonly kind: "record";
  readonly keys: Readonly<Record<string, KeyShape>>;
  /** Further keys, named by the user, all of one shape. */
  readonly others?: { readonly about: string; readonly shape: Shape };
  /** Keys of the language that are not yet spoken. */
  readonly later?: readonly string[];
  /** What the documents call it where several maps stand under one key. */
  readonly section?: string;
}

export interface KeyShape {
  readonly about: string;
  readonly shape: Shape;
  readonly required?: boolean;
}

export const nameRegex = /^[a-z][a-z0-9_-]{0,62}$/;

export const durationRegex = /^([1-9][0-9]{0,8})(s|m|h|d)$/;

export const decimalRegex = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

export const text: TextShape = { kind: "text" };
export const exact: TextShape = { kind: "text", exact: true };
export const any: Shape = { kind: "any" };
export const yesNo: Shape = { kind: "boolean" };
export const decimal: Shape = { kind: "decimal" };
export const duration: Shape = { kind: "duration" };
export const name: TextShape = {
  kind: "text",
  pattern: {
    regex: nameRegex,
    words: "a name: lower-case letters, digits, '_' and '-', beginning with a letter, at most 63",
  },
};

export const choice = (words: readonly string[]): ChoiceShape => ({ kind: "choice", words });
export const number = (min: number, max: number): Shape => ({ kind: "number", min, max, whole: false });
export const whole = (min: number, max: number): Shape => ({ kind: "number", min, max, whole: true });
export const list = (of: Shape, least = 0): ListShape => ({ kind: "list", of, single: false, least });
/** A list of which a single value may stand without brackets. */
export const oneOrMore = (of: Shape): ListShape => ({ kind: "list", of, single: true, least: 0 });
export const table = (names: TableNames, of: Shape): TableShape => ({ kind: "table", names, of });
export const either = (...of: readonly Shape[]): Shape => ({ kind: "either", of });
export const record = (
  keys: RecordShape["keys"],
  more: Pick<RecordShape, "others" | "later" | "section"> = {},
): RecordShape => ({ kind: "record", keys, ...more });
