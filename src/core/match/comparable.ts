import { formatDecimal, parseDecimal } from "../expression/decimal.ts";
import { parseInstant } from "../expression/temporal.ts";
import type { Attribute } from "../model/model.ts";
import type { Canonical } from "../value/canonical.ts";
import { comparable } from "../value/compare.ts";

/** The text by which two values of an attribute are the same, as its `compare` declares. */
export function comparableText(attribute: Attribute, value: Canonical): string {
  const { type, compare } = attribute;
  switch (type.kind) {
    case "integer":
    case "decimal":
    case "float":
      return shortened(value);
    case "money": {
      const space = value.lastIndexOf(" ");
      return `${shortened(value.slice(0, space))}${value.slice(space)}`;
    }
    case "timestamp":
      return String(parseInstant(value, type.zone) ?? value);
    case "boolean":
    case "date":
    case "code":
    case "ref":
    case "json":
      return value;
    case "quantity":
    case "group":
    case "list":
      return comparable(type, compare, value, null);
    case "text":
    case "email":
    case "phone":
    case "url":
      return folded(value, compare.ignore);
  }
}

function shortened(value: string): string {
  const number = parseDecimal(value);
  if (number === null) return value;
  const text = formatDecimal(number);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function folded(value: string, ignore: Attribute["compare"]["ignore"]): string {
  let text = value.normalize("NFC");
  if (ignore.has("case")) text = text.toUpperCase().toLowerCase();
  if (ignore.has("punctuation")) text = text.replace(/[\p{P}\p{S}]+/gu, "");
  if (ignore.has("whitespace")) text = text.replace(/\s+/g, "");
  return text;
}
