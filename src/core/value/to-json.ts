import type { ValueType } from "../model/value-type.ts";
import type { Stated } from "./canonical.ts";
import { parseGroup } from "./group.ts";
import { parseList } from "./list.ts";

/** A value as JSON outputs carry it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * A canonical value for a JSON answer: truth values and json as themselves, everything else as text, so that no
 * reader loses digits. Within json, numbers are JavaScript's: whoever needs all digits asks for the canonical text.
 */
export function toJson(type: ValueType, value: Stated): JsonValue {
  if (value === null) return null;
  if (type.kind === "boolean") return value === "true";
  if (type.kind === "json") return JSON.parse(value) as JsonValue;
  if (type.kind === "list") return parseList(type, value).map((element) => toJson(type.of, element));
  if (type.kind === "group") {
    const fields = [...parseGroup(value)].map(([name, part]) => {
      const field = type.fields.get(name);
      return [name, field === undefined ? part : toJson(field.type, part)];
    });
    return Object.fromEntries(fields);
  }
  return value;
}
