import { invariant, type Refusal } from "../../errors.ts";
import type { Model } from "../model/model.ts";
import type { Field, Source } from "../model/source.ts";
import type { Canonical } from "../value/canonical.ts";
import type { Raw, RawObject } from "../value/raw.ts";
import type { Readable } from "../value/read.ts";
import type { Reading } from "../value/reading.ts";
import type { Written } from "./observation.ts";

/** One mapped attribute, both ways. */
export interface FieldMapping {
  /** The value that a source states in this field; the row is given for what stands in a column beside. */
  read(raw: Raw, fields: RawObject): Reading;
  /** What the source would write for a value that is not empty. */
  write(value: Canonical): Written | Refusal;
  /** Why some values cannot be written here though they could be declared otherwise; `null` where all can. */
  readonly oneWay: Refusal | null;
}

/** What a field is compiled from. */
export interface FieldOf {
  readonly model: Model;
  readonly source: Source;
  readonly attribute: Readable;
  readonly field: Field;
}

/** A value that the source cannot hold under its mapping. */
export const noInverse: Refusal = {
  code: "value-has-no-inverse",
  message: "The source has no way to hold this value under its mapping.",
};

/** What stands in the column of a single value, and in columns beside. */
export const written = (field: Field, raw: string, beside: Written = new Map()): Written =>
  new Map([[columnOf(field), raw], ...beside]);

/** The column of a field that has one: of a single value, which check has seen to. */
function columnOf({ from }: Field): string {
  invariant(from !== null, "the field of a single value has a column");
  return from;
}

/** Why no value can be written under a scale whose inverse, of one, has no end. */
export function oneWayScale(field: Field, one: string | null): Refusal | null {
  if (one !== null) return null;
  return {
    code: "mapping-not-invertible",
    message: `A value divided by the scale ${field.scale} has no end of digits.`,
    hint: "Choose a scale whose inverse ends, or say `write: false`.",
  };
}
