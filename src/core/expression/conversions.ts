import { type Decimal, formatDecimal } from "../value/decimal.ts";
import { readDecimal, truncateDecimal } from "./decimal.ts";
import { isDecimal, type Json } from "./json.ts";
import { constant } from "./literal.ts";
import { dayOfInstant, parseDay, parseDuration, parseInstant } from "./temporal.ts";
import {
  lift,
  parseBoolean,
  parseMoney,
  parseWhole,
  type Run,
  type Typed,
  whole,
  writeFact,
} from "./typed.ts";

/** A conversion of one value; `null` where the type is not converted. What cannot be converted at run time gives null. */
export type Conversion = (of: Typed, at: number) => Typed | null;

/** The conversions by the name of their function. */
export const conversions: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ["int", toWhole],
  ["decimal", toDecimal],
  ["string", toText],
  ["bool", toBoolean],
  ["date", toDate],
  ["timestamp", toTimestamp],
  ["duration", toDuration],
  ["money", toMoney],
]);

function toWhole(of: Typed, at: number): Typed | null {
  const number = (run: Run<Decimal>): Typed => ({ kind: "number", at, whole: true, run });
  if (of.kind === "number") return number(lift(of.run, (value) => whole(truncateDecimal(value))));
  if (of.kind === "text") return number(lift(of.run, parseWhole));
  if (of.kind === "boolean") return number(lift(of.run, (value) => ({ units: value ? 1n : 0n, scale: 0 })));
  if (of.kind === "json") return number(lift(asNumber(of.run), (value) => whole(truncateDecimal(value))));
  return null;
}

function toDecimal(of: Typed, at: number): Typed | null {
  const number = (run: Run<Decimal>): Typed => ({ kind: "number", at, whole: false, run });
  if (of.kind === "number") return number(of.run);
  if (of.kind === "text") return number(lift(of.run, readDecimal));
  if (of.kind === "json") return number(asNumber(of.run));
  return null;
}

function toText(of: Typed, at: number): Typed | null {
  const run = of.kind === "json" ? lift(of.run, scalarText) : writeFact(of);
  return run === null ? null : { kind: "text", at, literal: null, run };
}

function toBoolean(of: Typed, at: number): Typed | null {
  if (of.kind === "boolean") return of;
  if (of.kind === "text") return { kind: "boolean", at, run: lift(of.run, parseBoolean) };
  if (of.kind !== "json") return null;
  return { kind: "boolean", at, run: lift(of.run, (value) => (typeof value === "boolean" ? value : null)) };
}

function toDate(of: Typed, at: number): Typed | null {
  if (of.kind === "date") return of;
  if (of.kind === "timestamp") return { kind: "date", at, run: lift(of.run, dayOfInstant) };
  if (of.kind === "text" && of.literal !== null)
    return { kind: "date", at, run: constant(parseDay(of.literal), of.literal, "date (2026-11-30)", of.at) };
  const text = textOf(of);
  return text === null ? null : { kind: "date", at, run: lift(text, parseDay) };
}

/** A literal may be written with or without an offset; any other text is read with one. */
function toTimestamp(of: Typed, at: number): Typed | null {
  if (of.kind === "timestamp") return of;
  if (of.kind === "text" && of.literal !== null) {
    const { literal } = of;
    const zoned = parseInstant(literal, true);
    const value = zoned ?? parseInstant(literal, false);
    const run = constant(value, literal, "timestamp (2026-11-30T10:00:00Z)", of.at);
    return { kind: "timestamp", at, zone: zoned !== null, run };
  }
  const text = textOf(of);
  if (text === null) return null;
  return { kind: "timestamp", at, zone: true, run: lift(text, (value) => parseInstant(value, true)) };
}

function toDuration(of: Typed, at: number): Typed | null {
  if (of.kind === "duration") return of;
  if (of.kind === "text" && of.literal !== null)
    return {
      kind: "duration",
      at,
      run: constant(parseDuration(of.literal), of.literal, "duration (36h)", of.at),
    };
  const text = textOf(of);
  return text === null ? null : { kind: "duration", at, run: lift(text, parseDuration) };
}

function toMoney(of: Typed, at: number): Typed | null {
  if (of.kind === "money") return of;
  if (of.kind === "text" && of.literal !== null) {
    const value = parseMoney(of.literal);
    const run = constant(value, of.literal, "amount of money (12.50 EUR)", of.at);
    return { kind: "money", at, currency: value?.currency ?? null, run };
  }
  const text = textOf(of);
  return text === null ? null : { kind: "money", at, currency: null, run: lift(text, parseMoney) };
}

function textOf(of: Typed): Run<string> | null {
  if (of.kind === "text") return of.run;
  return of.kind === "json" ? lift(of.run, (value) => (typeof value === "string" ? value : null)) : null;
}

function asNumber(json: Run<Json>): Run<Decimal> {
  return lift(json, (value) => {
    if (typeof value === "string") return readDecimal(value);
    return isDecimal(value) ? value : null;
  });
}

function scalarText(value: Json): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return isDecimal(value) ? formatDecimal(value) : null;
}
