/** A model as it is guessed, before it is written: what it declares, and why, in words for its comments. */
export interface Draft {
  readonly systems: readonly DraftSystem[];
  readonly entities: readonly DraftEntity[];
  readonly crosswalks: readonly DraftCrosswalk[];
}

export interface DraftSystem {
  readonly name: string;
  readonly notes: readonly string[];
}

export interface DraftEntity {
  readonly name: string;
  readonly notes: readonly string[];
  readonly matchOn: readonly DraftMatch[];
  readonly sources: readonly DraftSource[];
  readonly attributes: readonly DraftAttribute[];
}

export interface DraftMatch {
  readonly keys: readonly string[];
  readonly unlessDifferent: readonly string[];
  readonly notes: readonly string[];
}

export interface DraftSource {
  readonly name: string;
  readonly system: string;
  /** The place of its file among those that were given. */
  readonly file: number;
  readonly fileName: string;
  readonly format: "csv" | "jsonl" | "parquet" | null;
  readonly delimiter: string | null;
  readonly key: readonly string[];
  readonly keyPersonal: boolean;
  /** Columns that hold other sources' keys, by source. */
  readonly links: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, DraftField>;
  readonly notes: readonly string[];
}

export interface DraftField {
  readonly from: string;
  /** A reference: by whose key, or by which attribute of the target it is held. */
  readonly as: string | null;
  readonly by: string | null;
}

export interface DraftAttribute {
  readonly name: string;
  /** What stands behind `type:` and beside it; `null` for a fact of another entity, see `copyOf`. */
  readonly type: string | null;
  readonly zone: boolean;
  readonly to: string | null;
  readonly copyOf: string | null;
  readonly trim: boolean;
  readonly ignore: readonly ("case" | "whitespace" | "punctuation")[];
  readonly personal: string | null;
  readonly authority: string | null;
  readonly copies: readonly string[];
  readonly notes: readonly string[];
}

/** A file of pairs of keys, to be loaded as such. */
export interface DraftCrosswalk {
  readonly file: number;
  readonly fileName: string;
  /** In the order of its columns. */
  readonly left: string;
  readonly right: string;
  readonly columns: readonly [string, string];
}
