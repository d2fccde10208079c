import type { Refusal } from "../../errors.ts";
import { writeJson } from "./json.ts";
import { type Raw, RawNumber } from "./raw.ts";

const notScalar: Refusal = {
  code: "value-not-scalar",
  message: "The value is a list or an object; one value is meant here.",
  hint: "Map a path into it, or declare the attribute as json.",
};

/** The text of a single raw value; a number in its digits. Refuses lists and objects. */
export function scalarText(raw: Exclude<Raw, null>): string | Refusal {
  if (typeof raw === "string") return raw;
  if (raw instanceof RawNumber) return raw.text;
  if (typeof raw === "boolean") return raw ? "true" : "false";
  return notScalar;
}

/** The text of any raw value as it came, for keeping beside what was made of it; lists and objects as JSON. */
export function rawText(raw: Raw): string {
  if (raw === null) return "";
  const text = scalarText(raw);
  return typeof text === "string" ? text : writeJson(raw);
}
