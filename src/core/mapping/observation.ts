import type { Refusal } from "../../errors.ts";
import type { Valid } from "../golden/validity.ts";
import type { FactKey } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import type { Canonical, Stated } from "../value/canonical.ts";
import type { RawRow } from "../value/raw.ts";

/** What one row says, read through the mapping of its source. */
export interface Observation {
  /** The record key: the text of one column, or the JSON array of the texts of several. */
  readonly key: string;
  /**
   * What the row states: a value, or `null` for empty. A fact that it does not state has no key here. Of a list whose
   * elements are facts each element is stated, and the list itself, as `null`, where the row states it whole.
   */
  readonly claims: ReadonlyMap<FactKey, Stated>;
  /** Facts that the row states in a way that cannot be believed; the last good claim stands. */
  readonly held: readonly HeldFact[];
  /** By source, the key of the record there that is the same entity. */
  readonly links: ReadonlyMap<string, string>;
  /** From when until when the row is true; `null`: always. */
  readonly valid: Valid | null;
  /** By which the later of two rows about the same beginning is known. */
  readonly order: string | null;
  /** The text as it came, only where it differs from the canonical text, and for held facts. */
  readonly raw: ReadonlyMap<FactKey, string>;
  /**
   * SHA-256 cut to 16 bytes, base64url (22 characters), over the seed of the mapping and all of the above: see record-content.ts.
   * Two rows of one record with the same digest say the same.
   */
  readonly digest: string;
}

export interface HeldFact {
  readonly fact: FactKey;
  readonly refusal: Refusal;
}

/** A row that is not a record of its source at all: it has no key that could be used, or not when it is true. */
export interface RefusedObservation {
  readonly key: string | null;
  readonly refused: Refusal;
}

/** How the rows of one source are read and its values written; compiled once, used for each row. */
export interface Mapping {
  readonly source: string;
  /** Columns that the mapping reads and a header does not have; any of them refuses the whole file. */
  missingColumns(columns: readonly string[]): readonly string[];
  observe(row: Pick<RawRow, "fields">): Observation | RefusedObservation;
  /**
   * What is to be written for a value; refuses what this source cannot hold. Throws for an attribute not mapped. Of a
   * list whose elements are facts the value is the whole list, or, where each record states one, the element.
   */
  toSource(attribute: string, value: Stated): Written | Refusal;
}

/** By column of a source, the text to be written into it, `null` to clear it. Paths have dots. */
export type Written = ReadonlyMap<string, string | null>;

/**
 * The field rules of an attribute as one function, made when the mapping is compiled; `null` where it has none.
 * The function answers with the refusal that holds the fact back, or `null`.
 */
export type FieldCheck = (attribute: Attribute) => ((value: Canonical | null) => Refusal | null) | null;
