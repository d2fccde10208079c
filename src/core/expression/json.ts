import { compareDecimal, type Decimal } from "../value/decimal.ts";
import { readDecimal } from "./decimal.ts";
import { composed } from "./text.ts";

/** A JSON value with exact numbers; objects are maps, so that no key can be mistaken for a member. Null is `null`. */
export type Json = string | boolean | Decimal | JsonList | ReadonlyMap<string, JsonItem>;
export type JsonItem = Json | null;
export interface JsonList {
  readonly items: readonly JsonItem[];
}

/** Values nested deeper than this are compared as null. */
const depthMax = 100;

/** Reads JSON; `null` for text that is none, or is nested too deep to be read. */
export function parseJson(text: string): JsonItem {
  try {
    return JSON.parse(text, revive) as JsonItem;
  } catch (error) {
    // SyntaxError: it is no JSON. RangeError: nested deeper than the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

function revive(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value === "number") return readDecimal(context?.source ?? String(value));
  if (typeof value === "string") return composed(value);
  if (Array.isArray(value)) return { items: value };
  if (typeof value === "object" && value !== null) return new Map(Object.entries(value));
  return value;
}

export function isDecimal(value: Json): value is Decimal {
  return typeof value === "object" && "units" in value;
}

export function isList(value: Json): value is JsonList {
  return typeof value === "object" && "items" in value;
}

/** A member of an object; `null` where there is none. */
export function memberOf(value: Json, name: string): JsonItem {
  return value instanceof Map ? (value.get(name) ?? null) : null;
}

/** An item of a list; `null` out of range. */
export function itemOf(value: Json, index: Decimal): JsonItem {
  if (!isList(value) || index.scale !== 0) return null;
  return index.units < 0n || index.units >= BigInt(value.items.length)
    ? null
    : (value.items[Number(index.units)] ?? null);
}

/** Whether two values are equal; those of different kinds are not. */
export function equalJson(left: JsonItem, right: JsonItem, depth = 0): boolean | null {
  if (left === null || right === null) return left === right;
  if (typeof left !== "object" || typeof right !== "object") return left === right;
  if (depth > depthMax) return null;
  if (isDecimal(left)) return isDecimal(right) && compareDecimal(left, right) === 0;
  if (isList(left)) return isList(right) && equalLists(left.items, right.items, depth);
  if (isDecimal(right) || isList(right) || left.size !== right.size) return false;
  const keys = [...left.keys()];
  if (!keys.every((key) => right.has(key))) return false;
  return equalLists(
    keys.map((key) => left.get(key) ?? null),
    keys.map((key) => right.get(key) ?? null),
    depth,
  );
}

/** Order of two texts or two numbers; `null` for anything else. */
export function compareJson(
  left: Json,
  right: Json,
  texts: (left: string, right: string) => number,
): number | null {
  if (typeof left === "string" && typeof right === "string") return texts(left, right);
  if (typeof left === "object" && typeof right === "object" && isDecimal(left) && isDecimal(right))
    return compareDecimal(left, right);
  return null;
}

function equalLists(left: readonly JsonItem[], right: readonly JsonItem[], depth: number): boolean | null {
  if (left.length !== right.length) return false;
  for (const [index, item] of left.entries()) {
    const equal = equalJson(item, right[index] ?? null, depth + 1);
    if (equal !== true) return equal;
  }
  return true;
}
