import { createHash } from "node:crypto";
import { canonicalJson } from "../value/canonical-json.ts";

/** SHA-256, base64url, of the canonical JSON of a value. Maps and sets count as the lists of what they hold. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(canonicalText(value)).digest("base64url");
}

/**
 * The canonical JSON of a value: a map is the list of its pairs in order of the keys, a set the sorted list, and places and words
 * are left out. Written in one pass, since a large model is mostly this: a plain copy of it first took three times as long.
 */
export function canonicalText(value: unknown): string {
  return textOf(value, new Map());
}

/** By the names of an object as they came, those that count, in their order: objects of one kind share them. */
type Orders = Map<string, readonly string[]>;

function textOf(value: unknown, orders: Orders): string {
  if (value instanceof Map) {
    const pairs = [...value].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    return listText(pairs.map(([key, part]) => `[${textOf(key, orders)},${textOf(part, orders)}]`));
  }
  if (value instanceof Set) return listText([...value].toSorted().map((part) => textOf(part, orders)));
  if (Array.isArray(value)) return listText(value.map((part) => textOf(part, orders)));
  // A model that is refused may hold a number that JSON does not have.
  if (typeof value === "number" && !Number.isFinite(value)) return canonicalJson(String(value));
  if (typeof value !== "object" || value === null) return canonicalJson(value);
  const parts: string[] = [];
  const entries: ReadonlyMap<string, unknown> = new Map(Object.entries(value));
  for (const name of orderOf([...entries.keys()], orders)) {
    const part = entries.get(name);
    if (part !== undefined) parts.push(`${JSON.stringify(name)}:${textOf(part, orders)}`);
  }
  return `{${parts.join(",")}}`;
}

const listText = (parts: readonly string[]): string => `[${parts.join(",")}]`;

function orderOf(names: readonly string[], orders: Orders): readonly string[] {
  const key = names.join("\n");
  const known = orders.get(key);
  if (known !== undefined) return known;
  const order = names.filter((name) => !silent.has(name)).sort();
  orders.set(key, order);
  return order;
}

/** Places and words change nothing that is computed. */
const silent = new Set([
  "place",
  "title",
  "description",
  "examples",
  "correct",
  "message",
  "owner",
  "steward",
  "custodian",
]);
