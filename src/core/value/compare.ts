import { invariant } from "../../errors.ts";
import type { Attribute } from "../model/attribute.ts";
import type { Compare, GroupType, ListType, ValueType } from "../model/value-type.ts";
import { dayNumber } from "./calendar.ts";
import type { Canonical, Stated } from "./canonical.ts";
import { canonicalJson } from "./canonical-json.ts";
import {
  compareDecimal,
  type Decimal,
  decimalText,
  parseDecimal,
  subtractDecimal,
  withoutTrailingZeros,
} from "./decimal.ts";
import { parseGroup } from "./group.ts";
import { comparableJson, parseJson } from "./json.ts";
import { parseList } from "./list.ts";
import { moneyParts } from "./money.ts";
import { quantityParts } from "./quantity.ts";
import { instantMicros, instantText } from "./timestamp.ts";

/** Who holds the second of two values, for `max-length`; `null` where nobody in particular does. */
export interface Target {
  readonly source: string;
  readonly system: string;
}

/**
 * Whether two values of an attribute are the same, as its `compare` says. Two empties are the same, an empty and a
 * value never. Without `tolerance` this is an equivalence; a tolerance is exact, and not transitive by its nature.
 */
export function sameValue(
  attribute: Pick<Attribute, "type" | "compare">,
  a: Stated,
  b: Stated,
  target: Target | null,
): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  const { type, compare } = attribute;
  const maxLength = target === null ? null : maxLengthFor(compare, target);
  if (comparable(type, compare, a, maxLength) === comparable(type, compare, b, maxLength)) return true;
  return compare.tolerance !== null && withinTolerance(type, a, b, compare.tolerance);
}

/** The length up to which a source compares texts, declared for it or for its system; `null` where there is none. */
export function maxLengthFor(compare: Compare, target: Target): number | null {
  return compare.maxLength.get(target.source) ?? compare.maxLength.get(target.system) ?? null;
}

/** The comparison form: two values (tolerance aside) are the same where their forms are equal texts. */
export function comparable(
  type: ValueType,
  compare: Compare,
  value: Canonical,
  maxLength: number | null,
): string {
  switch (type.kind) {
    case "text":
    case "email":
    case "phone":
    case "url":
      return comparableText(value, compare, maxLength);
    case "decimal":
      return withoutTrailingZeros(value);
    case "float":
      return value === "-0" ? "0" : value;
    case "timestamp":
      return instantText(value);
    case "money": {
      const { amount, currency } = moneyParts(value);
      return `${withoutTrailingZeros(amount)} ${currency}`;
    }
    case "json": {
      const parsed = parseJson(value);
      invariant("value" in parsed, "a canonical json value is JSON");
      return comparableJson(parsed.value);
    }
    case "quantity": {
      const { amount, unit } = quantityParts(value);
      return `${withoutTrailingZeros(amount)} ${unit}`;
    }
    case "group":
      return comparableGroup(type, compare, value, maxLength);
    case "list":
      return comparableList(type, compare, value, maxLength);
    case "integer":
    case "boolean":
    case "date":
    case "code":
    case "ref":
      return value;
    default: {
      const unknown: never = type;
      return unknown;
    }
  }
}

/**
 * The order of two canonical values: -1, 0 or 1. Numbers by size, moments by time, money by currency and then amount,
 * false before true, texts by the code points of their NFC.
 */
export function compareValues(type: ValueType, a: Canonical, b: Canonical): -1 | 0 | 1 {
  switch (type.kind) {
    case "integer":
    case "decimal":
    case "float":
      return compareDecimal(decimalOf(type, a), decimalOf(type, b));
    case "money": {
      const byCurrency = compareText(moneyParts(a).currency, moneyParts(b).currency);
      return byCurrency !== 0 ? byCurrency : compareDecimal(decimalOf(type, a), decimalOf(type, b));
    }
    case "quantity":
      return compareDecimal(decimalOf(type, a), decimalOf(type, b));
    case "timestamp":
      return compareText(instantText(a), instantText(b));
    default:
      return compareText(comparable(type, plainly, a, null), comparable(type, plainly, b, null));
  }
}

const plainly: Compare = { ignore: new Set(), tolerance: null, maxLength: new Map() };

function comparableGroup(
  type: GroupType,
  compare: Compare,
  value: Canonical,
  maxLength: number | null,
): string {
  const fields = [...parseGroup(value)].map(([name, part]) => {
    const field = type.fields.get(name);
    return [name, field === undefined ? part : comparable(field.type, compare, part, maxLength)];
  });
  return canonicalJson(Object.fromEntries(fields));
}

/** Of a sequence the forms in order; else each form once, sorted, since the order means nothing. */
function comparableList(
  type: ListType,
  compare: Compare,
  value: Canonical,
  maxLength: number | null,
): string {
  const forms = parseList(type, value).map((element) => comparable(type.of, compare, element, maxLength));
  return canonicalJson(type.as === "sequence" ? forms : [...new Set(forms)].sort());
}

function comparableText(value: string, compare: Compare, maxLength: number | null): string {
  let text = value.normalize("NFC");
  if (maxLength !== null) text = cutAt(text, maxLength);
  if (compare.ignore.size === 0) return text;
  if (compare.ignore.has("whitespace")) text = text.replace(/\s+/g, "");
  if (compare.ignore.has("punctuation")) text = text.replace(/\p{P}+/gu, "");
  return compare.ignore.has("case") ? foldCase(text) : text;
}

/** What a target can hold of a text. White space that comes to stand at its end is lost to whoever trims. */
function cutAt(text: string, maxLength: number): string {
  if (text.length < maxLength) return text;
  const characters = [...text];
  return characters.length < maxLength ? text : characters.slice(0, maxLength).join("").trimEnd();
}

/**
 * One text for all spellings that differ in case alone: by way of capitals, so that ß and SS, ς and σ meet; from small
 * letters, because ẞ is a capital already.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().normalize("NFC");
}

function withinTolerance(type: ValueType, a: Canonical, b: Canonical, tolerance: string): boolean {
  if (type.kind === "money" && moneyParts(a).currency !== moneyParts(b).currency) return false;
  const left = measureOf(type, a);
  const right = measureOf(type, b);
  const allowed = parseDecimal(tolerance);
  if (left === null || right === null || allowed === null) return false;
  const difference = subtractDecimal(left, right);
  const distance = difference.units < 0n ? { ...difference, units: -difference.units } : difference;
  return compareDecimal(distance, allowed) <= 0;
}

/** The number on whose axis a tolerance is measured: numbers as such, days, seconds; `null` for all other types. */
function measureOf(type: ValueType, value: Canonical): Decimal | null {
  switch (type.kind) {
    case "integer":
    case "decimal":
    case "float":
    case "money":
    case "quantity":
      return decimalOf(type, value);
    case "date":
      return { units: BigInt(dayNumber(value)), scale: 0 };
    case "timestamp":
      return { units: instantMicros(value), scale: 6 };
    default:
      return null;
  }
}

function decimalOf(type: ValueType, value: Canonical): Decimal {
  const number =
    type.kind === "money"
      ? moneyParts(value).amount
      : type.kind === "quantity"
        ? quantityParts(value).amount
        : value;
  const plain = decimalText(number);
  const decimal = "text" in plain ? parseDecimal(plain.text) : null;
  invariant(decimal !== null, "a canonical number has digits");
  return decimal;
}

/** By code points: UTF-16 units order the same but for surrogates, which belong behind all else. */
function compareText(a: string, b: string): -1 | 0 | 1 {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    const leftPair = left >= 0xd800 && left <= 0xdfff;
    const rightPair = right >= 0xd800 && right <= 0xdfff;
    if (leftPair !== rightPair) return leftPair ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}
