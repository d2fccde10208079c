import type { Refusal } from "../../errors.ts";
import type { Canonical } from "./canonical.ts";
import { canonicalJson } from "./canonical-json.ts";
import { parseJson } from "./json.ts";
import { type Raw, RawNumber, type RawObject } from "./raw.ts";

/** The fields of a group that have a value, in canonical text. */
export type GroupValue = ReadonlyMap<string, Canonical>;

const notGroup: Refusal = {
  code: "value-not-group",
  message: "The value is not an object of the fields of the group.",
  hint: "A group is given as a JSON object of its fields.",
};

/** The canonical text of a group from its fields: those without a value do not stand in it, and without any it is empty. */
export function writeGroup(fields: GroupValue): Canonical | null {
  return fields.size === 0 ? null : canonicalJson(Object.fromEntries(fields));
}

/** The fields of a canonical group. */
export function parseGroup(canonical: Canonical): GroupValue {
  return new Map(Object.entries(JSON.parse(canonical) as Record<string, Canonical>));
}

/** The object of a raw value, or of its JSON text; `null` where it is empty. */
export function objectOf(raw: Raw): RawObject | Refusal | null {
  if (raw === null || (typeof raw === "string" && raw.trim() === "")) return null;
  if (typeof raw === "string") {
    const parsed = parseJson(raw);
    return "code" in parsed || typeof parsed.value === "string" ? notGroup : objectOf(parsed.value);
  }
  if (typeof raw === "boolean" || raw instanceof RawNumber || !isObject(raw)) return notGroup;
  return raw;
}

/** Whether a raw value that is no single value is an object. */
const isObject = (raw: RawObject | readonly Raw[]): raw is RawObject => !Array.isArray(raw);
