import { compareDecimal } from "../value/decimal.ts";
import { ExpressionFault } from "./fault.ts";
import { compareJson, equalJson, isList, type Json } from "./json.ts";
import { coerce } from "./literal.ts";
import { conversionHint, type Of, refuseUnits, sameCurrency } from "./operands.ts";
import type { BinaryOperator } from "./syntax.ts";
import { compareTexts } from "./text.ts";
import { lift, lift2, nameOf, type Run, type Typed } from "./typed.ts";

/** `==`: with the literal null a test for null; else null where one side is. */
export function equals(left: Typed, right: Typed, at: number): Run<boolean> {
  if (left.kind === "null") return isNull(right);
  if (right.kind === "null") return isNull(left);
  const [a, b] = [coerce(left, right), coerce(right, left)];
  refuseUnits(a, b, at);
  if (a.kind === "text" && b.kind === "text") return equalTexts(a, b);
  if (a.kind === "boolean" && b.kind === "boolean") return lift2(a.run, b.run, (x, y) => x === y);
  if (a.kind === "json" || b.kind === "json") return lift2(asJson(a, at), asJson(b, at), equalJson);
  const order = ordered(a, b, at);
  return lift(order, (sign) => sign === 0);
}

/** `<`, `<=`, `>`, `>=`. */
export function compares(operator: BinaryOperator, left: Typed, right: Typed, at: number): Run<boolean> {
  const [a, b] = [coerce(left, right), coerce(right, left)];
  refuseUnits(a, b, at);
  const order = ordered(a, b, at);
  switch (operator) {
    case "<":
      return lift(order, (sign) => sign < 0);
    case "<=":
      return lift(order, (sign) => sign <= 0);
    case ">":
      return lift(order, (sign) => sign > 0);
    default:
      return lift(order, (sign) => sign >= 0);
  }
}

/** `in` a JSON list or object. */
export function inJson(item: Typed, container: Of<"json">, at: number): Run<boolean> {
  return lift2(asJson(item, at), container.run, (value, held) => {
    if (isListOf(held)) return held.items.some((each) => equalJson(value, each) === true);
    return held instanceof Map && typeof value === "string" ? held.has(value) : null;
  });
}

function isNull(typed: Typed): Run<boolean> {
  return typed.kind === "null" ? () => true : (facts) => typed.run(facts) === null;
}

/** The shape of most conditions (`stage == 'draft'`), which run for each record of a load. */
function equalTexts(left: Of<"text">, right: Of<"text">): Run<boolean> {
  const [run, literal] = right.literal !== null ? [left.run, right.literal] : [right.run, left.literal];
  if (literal === null) return lift2(left.run, right.run, (a, b) => a === b);
  return (facts) => {
    const value = run(facts);
    return value === null ? null : value === literal;
  };
}

function ordered(left: Typed, right: Typed, at: number): Run<number> {
  if (left.kind === "number" && right.kind === "number") return lift2(left.run, right.run, compareDecimal);
  if (left.kind === "text" && right.kind === "text") return lift2(left.run, right.run, compareTexts);
  if (left.kind === "date" && right.kind === "date") return lift2(left.run, right.run, (a, b) => sign(a, b));
  if (left.kind === "duration" && right.kind === "duration") return lift2(left.run, right.run, sign);
  if (left.kind === "timestamp" && right.kind === "timestamp" && left.zone === right.zone)
    return lift2(left.run, right.run, sign);
  if (left.kind === "money" && right.kind === "money") {
    sameCurrency(left, right, at);
    return lift2(left.run, right.run, (a, b) =>
      a.currency === b.currency ? compareDecimal(a.amount, b.amount) : null,
    );
  }
  if (left.kind === "money" && right.kind === "number")
    return lift2(left.run, right.run, (a, b) => compareDecimal(a.amount, b));
  if (left.kind === "number" && right.kind === "money")
    return lift2(left.run, right.run, (a, b) => compareDecimal(a, b.amount));
  if (left.kind === "json" || right.kind === "json")
    return lift2(asJson(left, at), asJson(right, at), (a, b) => compareJson(a, b, compareTexts));
  throw new ExpressionFault(
    `${capital(nameOf(left))} cannot be compared with ${nameOf(right)}.`,
    at,
    conversionHint(left, right),
  );
}

function asJson(typed: Typed, at: number): Run<Json> {
  if (typed.kind === "json" || typed.kind === "text" || typed.kind === "boolean" || typed.kind === "number")
    return typed.run;
  throw new ExpressionFault(
    `Json cannot be compared with ${nameOf(typed)}.`,
    at,
    "Convert the json first: date(…), money(…), …",
  );
}

function isListOf(value: Json): value is Extract<Json, { readonly items: unknown }> {
  return isList(value);
}

function sign<Value extends number | bigint>(left: Value, right: Value): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
