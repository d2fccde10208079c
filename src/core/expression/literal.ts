import { quantityParts, readQuantity } from "../value/quantity.ts";
import { readDecimal } from "./decimal.ts";
import { ExpressionFault } from "./fault.ts";
import { parseDay, parseDuration, parseInstant } from "./temporal.ts";
import { composed } from "./text.ts";
import { parseMoney, parseWhole, type Run, type Typed } from "./typed.ts";

/** A text as it stands in the expression. */
export function literalText(value: string, at: number): Typed {
  const text = composed(value);
  return { kind: "text", at, literal: text, spelled: [{ text, at }], run: () => text };
}

/** A number as it stands in the expression. */
export function literalNumber(text: string, isWhole: boolean, at: number): Typed {
  const value = isWhole ? parseWhole(text) : readDecimal(text);
  const what = isWhole ? "64-bit integer" : "decimal of a sensible size";
  return { kind: "number", at, whole: isWhole, run: constant(value, text, what, at) };
}

/** A text literal beside a date, a timestamp, a length of time or money is read as one. */
export function coerce(typed: Typed, other: Typed): Typed {
  if (typed.kind !== "text" || typed.literal === null) return typed;
  const { at, literal } = typed;
  switch (other.kind) {
    case "date":
      return { kind: "date", at, run: constant(parseDay(literal), literal, "date (2026-11-30)", at) };
    case "timestamp": {
      const example = other.zone ? "timestamp (2026-11-30T10:00:00Z)" : "timestamp without offset";
      const value = parseInstant(literal, other.zone);
      return { kind: "timestamp", at, zone: other.zone, run: constant(value, literal, example, at) };
    }
    case "duration":
      return { kind: "duration", at, run: constant(parseDuration(literal), literal, "duration (36h)", at) };
    case "money": {
      const value = parseMoney(literal);
      const run = constant(value, literal, "amount of money (12.50 EUR)", at);
      return { kind: "money", at, currency: value?.currency ?? null, run };
    }
    case "number":
      return other.unit === undefined ? typed : quantityLiteral(literal, other.unit, at);
    default:
      return typed;
  }
}

/** A text literal beside a quantity, in the unit of that. */
function quantityLiteral(literal: string, unit: string, at: number): Typed {
  const read = readQuantity(literal, { declared: unit, assumed: unit });
  const value = typeof read === "string" ? readDecimal(quantityParts(read).amount) : null;
  const run = constant(value, literal, `quantity in ${unit} (12.5 ${unit})`, at);
  return { kind: "number", at, whole: false, unit, run };
}

/** A value known when the expression is checked; the fault says what the text should have been. */
export function constant<Value>(value: Value | null, text: string, what: string, at: number): Run<Value> {
  if (value === null)
    throw new ExpressionFault(
      `'${text}' is not a ${what}.`,
      at,
      "Write it as in the brackets, or convert the other side with string(…).",
    );
  return () => value;
}
