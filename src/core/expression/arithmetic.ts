import type { Decimal } from "../value/decimal.ts";
import { addDecimals, divideDecimals, multiplyDecimals, negateDecimal } from "./decimal.ts";
import { ExpressionFault } from "./fault.ts";
import { conversionHint, type Of, refuseUnits, sameCurrency } from "./operands.ts";
import type { BinaryOperator } from "./syntax.ts";
import { addDays, finite } from "./temporal.ts";
import { concatenate } from "./text.ts";
import { lift, lift2, type Money, nameOf, type Run, type Typed, whole } from "./typed.ts";

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
  throw new ExpressionFault(
    `'-' is not defined for ${nameOf(of)}.`,
    at,
    "Only numbers, money and durations have a sign.",
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
      if (!isWhole)
        throw new ExpressionFault(
          "'%' is defined for integers only.",
          at,
          "Take the whole part first: int(…).",
        );
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

function amounting(money: Money, amount: Decimal | null): Money | null {
  return amount === null ? null : { amount, currency: money.currency };
}

function integer(units: bigint): Decimal {
  return { units, scale: 0 };
}
