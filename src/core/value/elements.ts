import type { Refusal } from "../../errors.ts";
import { elementFactsMax, elementKeyCharsMax } from "../../limits.ts";
import type { Compare } from "../model/value-type.ts";
import type { Canonical } from "./canonical.ts";
import { canonicalJson } from "./canonical-json.ts";
import { comparable } from "./compare.ts";
import { parseGroup } from "./group.ts";
import type { ListOf } from "./list.ts";

const withoutKey = (key: string): Refusal => ({
  code: "value-key-missing",
  message: `An element of the list has no '${key}', by which elements are told apart.`,
  fields: { field: key },
});
const keyTwice: Refusal = {
  code: "value-key-twice",
  message: "Two elements of the list have one key and differ.",
};

const tooMany: Refusal = {
  code: "value-list-too-long",
  message: `The list has more than ${elementFactsMax} elements, each of which is a fact of its own.`,
  hint: "So many things are entities of their own, which refer to this one.",
};
const longKey: Refusal = {
  code: "value-too-long",
  message: `The key of an element is longer than ${elementKeyCharsMax} characters.`,
};

/**
 * The canonical text of a list: of a set each element once, sorted; of a keyed list in the order of the keys; of a
 * sequence as they come. Without elements it is empty.
 */
export function writeList(type: ListOf, elements: readonly Canonical[]): Canonical | null | Refusal {
  if (elements.length === 0) return null;
  if (type.as === "sequence") return textOf(type, elements);
  const byKey = new Map<string, Canonical>();
  for (const element of elements) {
    const key = elementKey(type, element, plainly);
    if (typeof key !== "string") return key;
    const before = byKey.get(key);
    if (before !== undefined && before !== element && type.as === "keyed") return keyTwice;
    // Of two spellings of one element the lesser stands, whichever comes first.
    if (before === undefined || element < before) byKey.set(key, element);
  }
  const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return textOf(
    type,
    sorted.map(([, element]) => element),
  );
}

/** The elements of a list by what tells them apart; of two spellings of one element the lesser stands. */
export function elementsByKey(
  type: ListOf,
  compare: Compare,
  list: readonly Canonical[],
): ReadonlyMap<string, Canonical> | Refusal {
  if (list.length > elementFactsMax) return tooMany;
  const elements = new Map<string, Canonical>();
  for (const element of list) {
    const key = elementKey(type, element, compare);
    if (typeof key !== "string") return key;
    if (key.length > elementKeyCharsMax) return longKey;
    const before = elements.get(key);
    if (before === undefined || element < before) elements.set(key, element);
  }
  return elements;
}

/** What tells an element of a set or a keyed list from the others: its value, or its key, as it is compared. */
export function elementKey(type: ListOf, element: Canonical, compare: Compare): string | Refusal {
  if (type.keyedBy === null || type.of.kind !== "group") return comparable(type.of, compare, element, null);
  const field = type.of.fields.get(type.keyedBy);
  const value = parseGroup(element).get(type.keyedBy);
  if (field === undefined || value === undefined) return withoutKey(type.keyedBy);
  return comparable(field.type, compare, value, null);
}

function textOf(type: ListOf, elements: readonly Canonical[]): Canonical {
  if (type.of.kind !== "group") return canonicalJson(elements);
  return canonicalJson(elements.map((element) => Object.fromEntries<Canonical>(parseGroup(element))));
}

const plainly: Compare = { ignore: new Set(), tolerance: null, maxLength: new Map() };
