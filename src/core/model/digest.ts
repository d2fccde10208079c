import { createHash } from "node:crypto";
import { canonicalJson } from "../value/canonical-json.ts";

/** SHA-256, base64url, of the canonical JSON of a value. Maps and sets count as the lists of what they hold. */
export function digestOf(value: unknown): string {
  return createHash("sha256")
    .update(canonicalJson(plain(value)))
    .digest("base64url");
}

/** The value as JSON knows it: a map is the list of its pairs in order of the keys, a set the sorted list. */
function plain(value: unknown): unknown {
  if (value instanceof Map) {
    const pairs = [...value].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    return pairs.map(([key, part]) => [key, plain(part)]);
  }
  if (value instanceof Set) return [...value].toSorted();
  if (Array.isArray(value)) return value.map(plain);
  // A model that is refused may hold a number that JSON does not have.
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (silent.has(key) ? [] : [[key, plain(part)]])),
  );
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
