import { readDate } from "../value/calendar.ts";
import { foldCase } from "../value/compare.ts";
import { readEmail, readPhone, readUrl } from "../value/contact.ts";
import { decimalText, withoutTrailingZeros } from "../value/decimal.ts";
import { readTimestamp } from "../value/timestamp.ts";
import { hashAsciiWords, hashText } from "./hash-text.ts";

/**
 * How one text is written. Each text has exactly one form; what the forms of a column come to is decided over all of
 * them. `zeros` are digits behind a leading zero, which a number would lose; `grouped` are numbers with separators.
 */
export const forms = [
  "integer",
  "zeros",
  "decimal",
  "decimal-comma",
  "grouped",
  "date",
  "date-dotted",
  "date-slashed",
  "timestamp",
  "timestamp-local",
  "boolean",
  "email",
  "url",
  "phone",
  "uuid",
  "placeholder",
  "nested",
  "text",
] as const;
export type Form = (typeof forms)[number];

/** What people write where a system wants something and they have nothing. */
const placeholders: ReadonlySet<string> = new Set([
  ...[
    "null",
    "none",
    "nil",
    "nan",
    "n/a",
    "n.a.",
    "na",
    "-",
    "--",
    "---",
    "?",
    "unknown",
    "undefined",
    "tbd",
  ],
]);
const truths: ReadonlySet<string> = new Set(["true", "false", "yes", "no", "t", "f", "y", "n"]);

const integer = /^[+-]?\d{1,18}$/;
const pointed = /^[+-]?\d*\.\d+$/;
const comma = /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$/;
const grouped = /^[+-]?\d{1,3}(?:[, ']\d{3})+(?:\.\d+)?$/;
const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const slashed = /^\d{1,2}\/\d{1,2}\/(?:\d{4}|\d{2})$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The form of a text that is not blank. */
export function formOf(text: string): Form {
  const first = text.charCodeAt(0);
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
  if (numeric || first === 0x28) {
    const form = numericForm(text);
    if (form !== null) return form;
  }
  if (text.length <= 9) {
    const lower = text.toLowerCase();
    if (truths.has(lower)) return "boolean";
    if (placeholders.has(lower)) return "placeholder";
  }
  if (text.length === 36 && uuid.test(text)) return "uuid";
  if (text.includes("@")) return typeof readEmail(text) === "string" ? "email" : "text";
  return text.includes("://") && typeof readUrl(text) === "string" ? "url" : "text";
}

function numericForm(text: string): Form | null {
  if (integer.test(text)) return /^0\d/.test(text) ? "zeros" : "integer";
  if (text.length <= 40) {
    if (pointed.test(text)) return "decimal";
    if (comma.test(text)) return /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text) ? "grouped" : "decimal-comma";
    if (grouped.test(text)) return "grouped";
  }
  if (text.length === 10 && typeof readDate(text) === "string") return "date";
  if (text.length <= 10 && isDotted(text)) return "date-dotted";
  if (text.length <= 10 && slashed.test(text)) return "date-slashed";
  if (text.length >= 16 && (text[10] === "T" || text[10] === " ")) {
    if (typeof readTimestamp(text, true) === "string") return "timestamp";
    if (typeof readTimestamp(text, false) === "string") return "timestamp-local";
  }
  if (typeof readPhone(text) === "string" && text.replace(/\D+/g, "").length >= 7) return "phone";
  return null;
}

function isDotted(text: string): boolean {
  const [, day = "", month = "", year = ""] = dotted.exec(text) ?? [];
  return (
    year !== "" && typeof readDate(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`) === "string"
  );
}

/**
 * The one text for all ways to write the same: words without case and what parts them, numbers and days whatever
 * their separators. By it values of two files are taken for the same; what the files hold is not changed.
 */
export function normalText(form: Form, text: string): string {
  switch (form) {
    case "integer":
      return text.startsWith("+") ? text.slice(1) : text;
    case "decimal":
      return plainNumber(text);
    case "decimal-comma":
      return plainNumber(text.replaceAll(".", "").replace(",", "."));
    case "grouped":
      return plainNumber(text.replace(/[, ']/g, ""));
    case "date-dotted": {
      const [, day = "", month = "", year = ""] = dotted.exec(text) ?? [];
      return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    }
    case "timestamp":
    case "timestamp-local":
      return text.replace(" ", "T");
    case "phone":
      return text.replace(/\D+/g, "").replace(/^00/, "");
    case "email":
    case "uuid":
    case "placeholder":
      return text.toLowerCase();
    case "boolean":
      return /^[ty]/i.test(text) ? "true" : "false";
    case "zeros":
    case "date":
    case "date-slashed":
    case "url":
    case "nested":
      return text;
    case "text":
      return foldWords(text);
    default:
      return form satisfies never;
  }
}

/** The hash of the normal text. */
export function hashValue(form: Form, text: string): number {
  if (form === "integer" && text.charCodeAt(0) !== 0x2b) return hashText(text);
  const quick = form === "text" ? hashAsciiWords(text) : null;
  return quick ?? hashText(normalText(form, text));
}

/** The words of a text without case, one space between them; a text without any letter or digit as it stands. */
export function foldWords(text: string): string {
  const words = foldCase(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
  return words === "" ? text.trim() : words;
}

function plainNumber(text: string): string {
  const read = decimalText(text);
  return "text" in read ? withoutTrailingZeros(read.text) : text;
}
