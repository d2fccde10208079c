import type { GroupType, ListType, ValueType } from "../model/value-type.ts";
import type { Canonical } from "../value/canonical.ts";
import { type Decimal, formatDecimal } from "../value/decimal.ts";
import { type GroupValue, parseGroup } from "../value/group.ts";
import { parseList } from "../value/list.ts";
import { fitsInteger, readDecimal } from "./decimal.ts";
import { type Json, parseJson } from "./json.ts";
import type { FactValues } from "./scope.ts";
import { type Day, formatDay, formatInstant, type Nanoseconds, parseDay, parseInstant } from "./temporal.ts";
import { composed } from "./text.ts";

/** Gives a value for the facts, or `null`: it met null, or it failed. Never throws. */
export type Run<Value> = (facts: FactValues) => Value | null;

export interface Money {
  readonly amount: Decimal;
  readonly currency: string;
}

/** A text as it is written out, and where. */
export interface Spelled {
  readonly text: string;
  readonly at: number;
}

/** A checked part of an expression: its type, and how to evaluate it. */
export type Typed = { readonly at: number } & (
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly run: Run<boolean> }
  /**
   * `literal` is the text where it is written out, so that it can be read as a date and the like; `spelled` all texts written
   * out that it may be. `codes`: the code list of which it is a code.
   */
  | {
      readonly kind: "text";
      readonly run: Run<string>;
      readonly literal: string | null;
      readonly spelled?: readonly Spelled[];
      readonly codes?: string;
    }
  /** `whole`: a 64-bit integer, else a decimal. `unit`: of a quantity, in which it is the amount. */
  | { readonly kind: "number"; readonly run: Run<Decimal>; readonly whole: boolean; readonly unit?: string }
  | { readonly kind: "money"; readonly run: Run<Money>; readonly currency: string | null }
  | { readonly kind: "date"; readonly run: Run<Day> }
  | { readonly kind: "timestamp"; readonly run: Run<Nanoseconds>; readonly zone: boolean }
  | { readonly kind: "duration"; readonly run: Run<Nanoseconds> }
  | { readonly kind: "json"; readonly run: Run<Json> }
  | { readonly kind: "group"; readonly run: Run<GroupValue>; readonly type: GroupType }
  /** Null is a list without elements. */
  | { readonly kind: "list"; readonly run: Run<readonly Canonical[]>; readonly type: ListType }
);

/** The kind in words, for messages. */
export function nameOf(typed: Typed): string {
  switch (typed.kind) {
    case "number":
      if (typed.unit !== undefined) return `quantity in ${typed.unit}`;
      return typed.whole ? "integer" : "decimal";
    case "money":
      return typed.currency === null ? "money" : `money in ${typed.currency}`;
    case "timestamp":
      return typed.zone ? "timestamp" : "timestamp without zone";
    default:
      return typed.kind;
  }
}

/** How the canonical text of a fact is read as its type. Text that is not of its type gives null. */
export function readFact(type: ValueType, text: Run<string>, at: number): Typed {
  switch (type.kind) {
    case "boolean":
      return { kind: "boolean", at, run: lift(text, parseBoolean) };
    case "integer":
      return { kind: "number", at, whole: true, run: lift(text, parseWhole) };
    case "decimal":
    case "float":
      return { kind: "number", at, whole: false, run: lift(text, readDecimal) };
    case "money":
      return { kind: "money", at, currency: type.currency, run: lift(text, parseMoney) };
    case "date":
      return { kind: "date", at, run: lift(text, parseDay) };
    case "timestamp":
      return {
        kind: "timestamp",
        at,
        zone: type.zone,
        run: lift(text, (value) => parseInstant(value, type.zone)),
      };
    case "quantity":
      return { kind: "number", at, whole: false, unit: type.unit, run: lift(text, parseAmount) };
    case "group":
      return { kind: "group", at, type, run: lift(text, parseGroup) };
    case "list":
      return { kind: "list", at, type, run: lift(text, (value) => parseList(type, value)) };
    case "json":
      return { kind: "json", at, run: lift(text, parseJson) };
    case "code":
      return { kind: "text", at, literal: null, codes: type.codes, run: text };
    case "ref":
      return { kind: "text", at, literal: null, run: text };
    case "text":
    case "email":
    case "phone":
    case "url":
      return { kind: "text", at, literal: null, run: lift(text, composed) };
  }
}

/** How a result is written as canonical text; `null` for what is no type of a fact. */
export function writeFact(typed: Typed): Run<string> | null {
  switch (typed.kind) {
    case "text":
      return typed.run;
    case "boolean":
      return lift(typed.run, String);
    case "number":
      return lift(typed.run, formatDecimal);
    case "money":
      return lift(typed.run, formatMoney);
    case "date":
      return lift(typed.run, formatDay);
    case "timestamp":
      return lift(typed.run, (instant) => formatInstant(instant, typed.zone));
    default:
      return null;
  }
}

/** A function of one value, null where the value is. */
export function lift<From, To>(run: Run<From>, to: (value: From) => To | null): Run<To> {
  return (facts) => {
    const value = run(facts);
    return value === null ? null : to(value);
  };
}

/** A function of two values, null where one of them is. */
export function lift2<Left, Right, To>(
  left: Run<Left>,
  right: Run<Right>,
  to: (left: Left, right: Right) => To | null,
): Run<To> {
  return (facts) => {
    const a = left(facts);
    if (a === null) return null;
    const b = right(facts);
    return b === null ? null : to(a, b);
  };
}

export function parseBoolean(text: string): boolean | null {
  return text === "true" ? true : text === "false" ? false : null;
}

/** Reads a 64-bit integer; `null` where the text is none. */
export function parseWhole(text: string): Decimal | null {
  const number = readDecimal(text);
  return number !== null && number.scale === 0 ? whole(number) : null;
}

/** The number where it fits 64 bits: overflow is null. */
export function whole(number: Decimal | null): Decimal | null {
  return number !== null && fitsInteger(number) ? number : null;
}

/** Reads `12.50 EUR`. */
export function parseMoney(text: string): Money | null {
  const space = text.length - 4;
  if (space < 1 || text.charCodeAt(space) !== 32) return null;
  const currency = text.slice(space + 1);
  const amount = readDecimal(text.slice(0, space));
  return amount === null || !/^[A-Z]{3}$/.test(currency) ? null : { amount, currency };
}

/** The amount of a quantity, which is in the declared unit. */
function parseAmount(text: string): Decimal | null {
  const space = text.indexOf(" ");
  return space < 0 ? null : readDecimal(text.slice(0, space));
}

export function formatMoney(money: Money): string {
  return `${formatDecimal(money.amount)} ${money.currency}`;
}
