import type { ColumnProfile } from "./column-profile.ts";
import { meaningOf } from "./names.ts";
import type { Form } from "./value-form.ts";

/** The type that an attribute made of a column would have, and what should be said of it. */
export interface ColumnType {
  readonly type:
    | "text"
    | "integer"
    | "decimal"
    | "boolean"
    | "date"
    | "timestamp"
    | "timestamp-local"
    | "email"
    | "phone"
    | "url"
    | "json";
  /** Columns are comparable as they stand only where this is the same: days as `2026-12-31` and as `31.12.2026` are not. */
  readonly written: "plain" | "decimal-comma" | "grouped" | "date-dotted" | "date-slashed" | "date";
  /** For people; `null` where nothing is odd. */
  readonly note: string | null;
}

/** The share of values that must fit a type: what does not is held back at the door, fact by fact. */
const fitting = 0.99;

/** Decides by how the values are written; a name decides only whether digits are a number or an identifier. */
export function typeOfColumn(column: ColumnProfile): ColumnType {
  const count = (...of: readonly Form[]) => of.reduce((sum, form) => sum + (column.forms.get(form) ?? 0), 0);
  const stated = column.filled - count("placeholder");
  const mostly = (...of: readonly Form[]) => stated > 0 && count(...of) / stated >= fitting;
  const odd = (fit: number) => {
    const not = column.filled - fit;
    return not === 0 ? null : `${not} of ${column.filled} values are not; they would be held back`;
  };
  const typed = (type: ColumnType["type"], ...of: readonly Form[]): ColumnType => ({
    type,
    written: type === "date" ? "date" : "plain",
    note: odd(count(...of)),
  });
  const asText = (written: ColumnType["written"], note: string | null): ColumnType => ({
    type: "text",
    written,
    note,
  });

  if (mostly("boolean")) return typed("boolean", "boolean");
  if (mostly("date")) return typed("date", "date");
  if (mostly("timestamp")) return typed("timestamp", "timestamp");
  if (mostly("timestamp-local")) return typed("timestamp-local", "timestamp-local");
  if (mostly("email")) return typed("email", "email");
  if (mostly("url")) return typed("url", "url");
  if (mostly("nested")) return typed("json", "nested");
  if (mostly("date-dotted"))
    return asText("date-dotted", "days written 31.12.2026; read as text, as dates are 2026-12-31");
  if (mostly("date-slashed"))
    return asText("date-slashed", "days written with slashes; read as text, as dates are 2026-12-31");
  const dialled = count("phone") > 0 || isNamed(column, "phone");
  if (dialled && mostly("phone", "integer", "zeros") && (isNamed(column, "phone") || isInternational(column)))
    return typed("phone", "phone", "integer", "zeros");
  if (mostly("integer", "zeros") && count("zeros") > 0)
    return asText("plain", "digits with leading zeros, which a number would lose");
  if (mostly("integer")) return isIdentifier(column) ? asText("plain", null) : typed("integer", "integer");
  if (mostly("integer", "decimal")) return typed("decimal", "integer", "decimal");
  if (count("decimal-comma") > 0 && mostly("integer", "decimal-comma"))
    return asText("decimal-comma", "numbers with a decimal comma; read as text, as decimals have a point");
  if (count("grouped") > 0 && mostly("integer", "grouped", "decimal", "decimal-comma"))
    return asText("grouped", "numbers with separators between thousands; read as text");
  return asText("plain", null);
}

const identifying = new Set([
  "id",
  "key",
  "code",
  "number",
  "uuid",
  "guid",
  "postcode",
  "reference",
  "vat",
  "tax",
]);

/** Whether a whole number is a name rather than a quantity. */
function isIdentifier(column: ColumnProfile): boolean {
  return meaningOf(column.name).some((word) => identifying.has(word)) || column.lengths.max > 15;
}

function isNamed(column: ColumnProfile, word: string): boolean {
  return meaningOf(column.name).some((each) => each.includes(word) || each === "fax");
}

function isInternational(column: ColumnProfile): boolean {
  const plus = column.kept.filter(({ text }) => text.startsWith("+")).length;
  return column.kept.length > 0 && plus / column.kept.length > 0.5;
}
