import type { Refusal } from "../../errors.ts";
import type { ListType } from "../model/value-type.ts";
import type { Canonical } from "./canonical.ts";
import { canonicalJson } from "./canonical-json.ts";
import { isList, parseJson } from "./json.ts";
import type { Raw } from "./raw.ts";

const notList: Refusal = {
  code: "value-not-list",
  message: "The value is not a list.",
  hint: "A list is given as a JSON array; a text with separators is declared by `separator` of its field.",
};
/** What tells one element of a list from another, and compares them. */
export type ListOf = Pick<ListType, "of" | "as" | "keyedBy">;

/** The elements of a canonical list, each in canonical text. */
export function parseList(type: ListOf, canonical: Canonical): readonly Canonical[] {
  if (type.of.kind !== "group") return JSON.parse(canonical) as Canonical[];
  return (JSON.parse(canonical) as unknown[]).map(canonicalJson);
}

/** The items of a raw array, or of its JSON text; `null` where it is empty. */
export function itemsOf(raw: Raw): readonly Raw[] | Refusal | null {
  if (raw === null || (typeof raw === "string" && raw.trim() === "")) return null;
  if (typeof raw !== "string") return isList(raw) ? raw : notList;
  const parsed = parseJson(raw);
  if ("code" in parsed) return notList;
  return parsed.value === null ? null : isList(parsed.value) ? parsed.value : notList;
}
