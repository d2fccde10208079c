import { compareDecimal, type Decimal } from "../value/decimal.ts";
import { quantityParts, readQuantity } from "../value/quantity.ts";
import { addDecimals, divideDecimals, multiplyDecimals, negateDecimal, readDecimal } from "./decimal.ts";
import { ExpressionFault } from "./fault.ts";
import { compareJson, equalJson, isList, type Json } from "./json.ts";
import type { BinaryOperator } from "./syntax.ts";
import { addDays, finite, parseDay, parseDuration, parseInstant } from "./temporal.ts";
import { compareTexts, concatenate } from "./text.ts";
import { lift, lift2, type Money, nameOf, parseMoney, type Run, type Typed, whole } from "./typed.ts";

type Of<Kind extends Typed["kind"]> = Extract<Typed, { readonly kind: Kind }>;

/** Three-valued: false wins over null. */
export function and(left: Run<boolean>, right: Run<boolean>): Run<boolean> {
  return (facts) => {
    const a = left(facts);
    if (a === false) return false;
    const b = right(facts);
    return b === false ? false : a === null ? null : b;
  };
}

/** Three-valued: true wins over null. */
export function or(left: Run<boolean>, right: Run<boolean>): Run<boolean> {
  return (facts) => {
    const a = left(facts);
    if (a === true) return true;
    const b = right(facts);
    return b === true ? true : a === null ? null : b;
  };
}

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

/** `+ - * / %`. */
export function calculates(operator: BinaryOperator, left: Typed, right: Typed, at: number): Typed {
  refuseUnits(left, right, at);
  if (left.kind === "number" && right.kind === "number") return numbers(operator, left, right, at);
  const money = moneyCalculates(operator, left, right, at);
  if (money !== null) return money;
  const time = timeCalculates(operator, left, right, at);
  if (time !== null) return time;
  if (operator === "+" && left.kind === "text" && right.kind === "text")
    return { kind: "text", at, literal: null, run: lift2(left.run, right.run, concatenate) };
  throw new ExpressionFault(
    `'${operator}' is not defined for ${nameOf(left)} and ${nameOf(right)}.`,
    at,
    conversionHint(left, right),
  );
}

/** Unary minus. */
export function negates(of: Typed, at: number): Typed {
  if (of.kind === "number") {
    const run = lift(of.run, negateDecimal);
    return { ...of, at, run: of.whole ? lift(run, whole) : run };
  }
  if (of.kind === "money")
    return { ...of, at, run: lift(of.run, (money) => ({ ...money, amount: negateDecimal(money.amount) })) };
  if (of.kind === "duration") return { ...of, at, run: lift(of.run, (length) => -length) };
  throw new ExpressionFault(`'-' is not defined for ${nameOf(of)}.`, at);
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

/** A text literal beside a date, a timestamp, a length of time or money is read as one. */
function coerce(typed: Typed, other: Typed): Typed {
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

/** Amounts in two units are not compared or reckoned with: nothing would say in which. */
function refuseUnits(left: Typed, right: Typed, at: number): void {
  if (left.kind !== "number" || right.kind !== "number") return;
  if (left.unit === undefined || right.unit === undefined || left.unit === right.unit) return;
  throw new ExpressionFault(
    `One side is in ${left.unit}, and the other in ${right.unit}.`,
    at,
    "Declare both in one unit.",
  );
}

/** A value known when the expression is checked; the fault says what the text should have been. */
export function constant<Value>(value: Value | null, text: string, what: string, at: number): Run<Value> {
  if (value === null) throw new ExpressionFault(`'${text}' is not a ${what}.`, at);
  return () => value;
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

function numbers(operator: BinaryOperator, left: Of<"number">, right: Of<"number">, at: number): Typed {
  const isWhole = left.whole && right.whole;
  const result = (to: (a: Decimal, b: Decimal) => Decimal | null): Typed => {
    const run = lift2(left.run, right.run, to);
    return { kind: "number", at, whole: isWhole, run: isWhole ? lift(run, whole) : run };
  };
  switch (operator) {
    case "+":
      return result(addDecimals);
    case "-":
      return result((a, b) => addDecimals(a, negateDecimal(b)));
    case "*":
      return result(multiplyDecimals);
    case "/":
      // Integers divide towards zero, as CEL has it.
      return result(
        isWhole ? (a, b) => (b.units === 0n ? null : integer(a.units / b.units)) : divideDecimals,
      );
    default:
      if (!isWhole) throw new ExpressionFault("'%' is defined for integers only.", at);
      return result((a, b) => (b.units === 0n ? null : integer(a.units % b.units)));
  }
}

function moneyCalculates(operator: BinaryOperator, left: Typed, right: Typed, at: number): Typed | null {
  const scaled = (
    of: Of<"money">,
    by: Of<"number">,
    to: (a: Decimal, b: Decimal) => Decimal | null,
  ): Typed => ({
    ...of,
    at,
    run: lift2(of.run, by.run, (money, factor) => amounting(money, to(money.amount, factor))),
  });
  if (left.kind === "money" && right.kind === "money") {
    sameCurrency(left, right, at);
    const together = <To>(to: (a: Decimal, b: Decimal) => To | null): Run<To> =>
      lift2(left.run, right.run, (a, b) => (a.currency === b.currency ? to(a.amount, b.amount) : null));
    if (operator === "/") return { kind: "number", at, whole: false, run: together(divideDecimals) };
    if (operator !== "+" && operator !== "-") return null;
    const add = operator === "+" ? addDecimals : (a: Decimal, b: Decimal) => addDecimals(a, negateDecimal(b));
    const run = lift2(left.run, right.run, (a, b) =>
      a.currency === b.currency ? amounting(a, add(a.amount, b.amount)) : null,
    );
    return { kind: "money", at, currency: left.currency ?? right.currency, run };
  }
  if (operator === "*" && left.kind === "money" && right.kind === "number")
    return scaled(left, right, multiplyDecimals);
  if (operator === "*" && left.kind === "number" && right.kind === "money")
    return scaled(right, left, multiplyDecimals);
  if (operator === "/" && left.kind === "money" && right.kind === "number")
    return scaled(left, right, divideDecimals);
  return null;
}

function timeCalculates(operator: BinaryOperator, left: Typed, right: Typed, at: number): Typed | null {
  if (operator !== "+" && operator !== "-") return null;
  const turn = operator === "+" ? 1n : -1n;
  if (left.kind === "date" && right.kind === "date" && operator === "-") {
    const run = lift2(left.run, right.run, (a, b) =>
      Number.isFinite(a) && Number.isFinite(b) ? integer(BigInt(a - b)) : null,
    );
    return { kind: "number", at, whole: true, run };
  }
  if (left.kind === "date" && right.kind === "number" && right.whole)
    return { ...left, at, run: lift2(left.run, right.run, (a, b) => addDays(a, Number(turn * b.units))) };
  if (left.kind === "timestamp" && right.kind === "timestamp" && left.zone === right.zone && turn < 0n)
    return { kind: "duration", at, run: lift2(left.run, right.run, (a, b) => shifted(a, -b)) };
  if ((left.kind === "timestamp" || left.kind === "duration") && right.kind === "duration")
    return { ...left, at, run: lift2(left.run, right.run, (a, b) => shifted(a, turn * b)) };
  return null;
}

/** Neither the infinite nor what would leave the range takes part in arithmetic. */
function shifted(from: bigint, by: bigint): bigint | null {
  return finite(from) === null || finite(by) === null ? null : finite(from + by);
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

function sameCurrency(left: Of<"money">, right: Of<"money">, at: number): void {
  if (left.currency !== null && right.currency !== null && left.currency !== right.currency)
    throw new ExpressionFault(`${left.currency} cannot be compared or added to ${right.currency}.`, at);
}

function amounting(money: Money, amount: Decimal | null): Money | null {
  return amount === null ? null : { amount, currency: money.currency };
}

function integer(units: bigint): Decimal {
  return { units, scale: 0 };
}

function sign<Value extends number | bigint>(left: Value, right: Value): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function conversionHint(left: Typed, right: Typed): string | null {
  const kinds = [left.kind, right.kind];
  if (kinds.includes("number") && kinds.includes("text"))
    return "Write a number without quotes, or convert with decimal(…).";
  if (kinds.includes("boolean") && kinds.includes("text")) return "Write true and false without quotes.";
  if (kinds.includes("date") && kinds.includes("timestamp"))
    return "Take the day of a timestamp with date(…).";
  if (kinds.includes("json")) return "Convert the json first: decimal(…), string(…), date(…), …";
  return null;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
