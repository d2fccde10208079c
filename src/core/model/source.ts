import type { Place } from "./place.ts";

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
