import type { Refusal } from "../../errors.ts";
import type { Attribute } from "../model/attribute.ts";
import type { ListType } from "../model/value-type.ts";
import type { Canonical } from "../value/canonical.ts";
import { elementsByKey } from "../value/elements.ts";
import { parseList } from "../value/list.ts";
import type { Raw, RawObject } from "../value/raw.ts";
import { isRefusal } from "../value/reading.ts";
import type { FieldMapping, FieldOf } from "./field-mapping.ts";
import { compileField } from "./shape-field.ts";

/** What a record states of a list whose elements are facts of their own. */
export interface StatedElements {
  /** Each element by its key, in canonical text. */
  readonly elements: ReadonlyMap<string, Canonical>;
  /** Whether it states the list: then what is not among the elements is not in it. */
  readonly whole: boolean;
}

export interface ElementsMapping {
  read(raw: Raw, row: RawObject): StatedElements | Refusal;
  readonly mapping: FieldMapping;
}

/** Compiles the mapping of a list whose elements are facts: a column that holds the list, or one element a record. */
export function compileElements(
  of: FieldOf & { readonly attribute: Attribute },
  type: ListType,
): ElementsMapping {
  const { compare } = of.attribute;
  if (of.field.element) {
    const inner = { ...of, attribute: { type: type.of, standardise: type.standardise } };
    const mapping = compileField(inner);
    return {
      mapping,
      read: (raw, row) => {
        const element = mapping.read(raw, row);
        if (isRefusal(element)) return element;
        return statedOf(elementsByKey(type, compare, element === null ? [] : [element]), false);
      },
    };
  }
  const mapping = compileField(of);
  return {
    mapping,
    read: (raw, row) => {
      const list = mapping.read(raw, row);
      if (isRefusal(list)) return list;
      return statedOf(elementsByKey(type, compare, list === null ? [] : parseList(type, list)), true);
    },
  };
}

const statedOf = (
  elements: StatedElements["elements"] | Refusal,
  whole: boolean,
): StatedElements | Refusal => ("code" in elements ? elements : { elements, whole });
