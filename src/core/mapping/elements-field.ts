import type { Refusal } from "../../errors.ts";
import { elementFactsMax, elementKeyCharsMax } from "../../limits.ts";
import type { Attribute } from "../model/attribute.ts";
import type { ListType } from "../model/value-type.ts";
import type { Canonical } from "../value/canonical.ts";
import { elementKey } from "../value/elements.ts";
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

const tooMany: Refusal = {
  code: "value-list-too-long",
  message: `The list has more than ${elementFactsMax} elements, each of which is a fact of its own.`,
  hint: "So many things are entities of their own, which refer to this one.",
};
const longKey: Refusal = {
  code: "value-too-long",
  message: `The key of an element is longer than ${elementKeyCharsMax} characters.`,
};

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
        return byKey(type, compare, element === null ? [] : [element], false);
      },
    };
  }
  const mapping = compileField(of);
  return {
    mapping,
    read: (raw, row) => {
      const list = mapping.read(raw, row);
      if (isRefusal(list)) return list;
      return byKey(type, compare, list === null ? [] : parseList(type, list), true);
    },
  };
}

function byKey(
  type: ListType,
  compare: Attribute["compare"],
  list: readonly Canonical[],
  whole: boolean,
): StatedElements | Refusal {
  if (list.length > elementFactsMax) return tooMany;
  const elements = new Map<string, Canonical>();
  for (const element of list) {
    const key = elementKey(type, element, compare);
    if (typeof key !== "string") return key;
    if (key.length > elementKeyCharsMax) return longKey;
    const before = elements.get(key);
    if (before === undefined || element < before) elements.set(key, element);
  }
  return { elements, whole };
}
