import { nearest } from "../model/nearest.ts";
import type { Decimal } from "../value/decimal.ts";
import { conversions } from "./conversions.ts";
import { negateDecimal, roundDecimal } from "./decimal.ts";
import { ExpressionFault } from "./fault.ts";
import { isDecimal, isList, type Json } from "./json.ts";
import { elementsOf } from "./lists.ts";
import { compilePattern } from "./pattern.ts";
import { calendarOf, clockOf, dayOfInstant } from "./temporal.ts";
import { contains, sizeOf, substring } from "./text.ts";
import { lift, lift2, nameOf, type Run, type Typed } from "./typed.ts";

/** A call as it is checked: of a method, the receiver is the first argument. */
interface Call {
  readonly name: string;
  readonly args: readonly Typed[];
  readonly at: number;
}

type Build = (call: Call) => Typed;

const functions: ReadonlyMap<string, Build> = new Map<string, Build>([
  ["size", size],
  ["matches", matches],
  ["abs", abs],
  ["round", round],
  [
    "amount",
    (call) =>
      ofMoney(call, (run, at) => ({ kind: "number", at, whole: false, run: lift(run, (m) => m.amount) })),
  ],
  [
    "currency",
    (call) =>
      ofMoney(call, (run, at) =>
        text(
          at,
          lift(run, (m) => m.currency),
        ),
      ),
  ],
  ...[...conversions.keys()].map((name): [string, Build] => [name, convert]),
]);

const methods: ReadonlyMap<string, Build> = new Map<string, Build>([
  ["size", size],
  ["matches", matches],
  ["contains", (call) => textTest(call, contains)],
  ["startsWith", (call) => textTest(call, (value, part) => value.startsWith(part))],
  ["endsWith", (call) => textTest(call, (value, part) => value.endsWith(part))],
  [
    "lowerAscii",
    (call) => textChange(call, (value) => value.replace(/[A-Z]+/g, (part) => part.toLowerCase())),
  ],
  [
    "upperAscii",
    (call) => textChange(call, (value) => value.replace(/[a-z]+/g, (part) => part.toUpperCase())),
  ],
  ["trim", (call) => textChange(call, (value) => value.trim())],
  ["substring", part],
  ["getFullYear", (call) => calendarPart(call, (date) => date.year)],
  ["getMonth", (call) => calendarPart(call, (date) => date.month - 1)],
  ["getDate", (call) => calendarPart(call, (date) => date.day)],
  ["getDayOfMonth", (call) => calendarPart(call, (date) => date.day - 1)],
  ["getDayOfWeek", (call) => calendarPart(call, (date) => date.weekday)],
  ["getHours", (call) => clockPart(call, (clock) => clock.hours)],
  ["getMinutes", (call) => clockPart(call, (clock) => clock.minutes)],
  ["getSeconds", (call) => clockPart(call, (clock) => clock.seconds)],
]);

const advice: ReadonlyMap<string, string> = new Map([
  ["double", "Numbers are exact here: use decimal(…)."],
  ["uint", "Use int(…)."],
  ["now", "No expression reads a clock; what depends on a day is declared with its date."],
  ["today", "The day is written today, without brackets."],
  ...["all", "exists"].map((name): [string, string] => [
    name,
    `Only lists have it, with a name for the element: tags.${name}(tag, tag != 'old').`,
  ]),
  ...["exists_one", "map", "filter", "bind"].map((name): [string, string] => [
    name,
    "Expressions have no loops but exists and all, and no variables but theirs.",
  ]),
]);

/** Checks a call of a function or, with the receiver as first argument, of a method. */
export function callFunction(call: Call, kind: "function" | "method"): Typed {
  const known = kind === "method" ? methods : functions;
  const build = known.get(call.name);
  if (build !== undefined) return build(call);
  const other = (kind === "method" ? functions : methods).has(call.name);
  const near = nearest(call.name, known.keys());
  throw new ExpressionFault(
    `There is no ${kind} '${call.name}'.`,
    call.at,
    advice.get(call.name) ??
      (other
        ? kind === "method"
          ? `Write ${call.name}(x).`
          : `Write x.${call.name}(…).`
        : near === null
          ? `There is: ${[...known.keys()].sort().join(", ")}.`
          : `Did you mean '${near}'?`),
  );
}

function convert(call: Call): Typed {
  const [of] = arity(call, 1);
  const conversion = conversions.get(call.name);
  const converted = of && conversion?.(of, call.at);
  return converted ?? misfit(call);
}

function size(call: Call): Typed {
  const [of] = arity(call, 1);
  if (of?.kind === "text") return count(call.at, lift(of.run, sizeOf));
  if (of?.kind === "json") return count(call.at, lift(of.run, sizeOfJson));
  if (of?.kind === "list")
    return count(
      call.at,
      lift(elementsOf(of), (elements) => elements.length),
    );
  return misfit(call);
}

function matches(call: Call): Typed {
  const [of, pattern] = arity(call, 2);
  if (of?.kind !== "text" || pattern?.kind !== "text") return misfit(call);
  if (pattern.literal === null)
    throw new ExpressionFault(
      "The pattern of 'matches' must be written out as a literal.",
      pattern.at,
      "Write matches(name, '^[A-Z]+$').",
    );
  return { kind: "boolean", at: call.at, run: lift(of.run, compilePattern(pattern.literal, pattern.at)) };
}

function abs(call: Call): Typed {
  const [of] = arity(call, 1);
  const positive = (number: Decimal): Decimal => (number.units < 0n ? negateDecimal(number) : number);
  if (of?.kind === "number") {
    // The one integer whose opposite overflows is turned into a decimal by nothing: its absolute value is null.
    const run = lift(of.run, positive);
    return { ...of, run: of.whole ? lift(run, (n) => (n.units > 9223372036854775807n ? null : n)) : run };
  }
  if (of?.kind === "money")
    return { ...of, run: lift(of.run, (money) => ({ ...money, amount: positive(money.amount) })) };
  return misfit(call);
}

/** `round(x, places)`: halves away from zero. */
function round(call: Call): Typed {
  const [of, places] = arity(call, 2);
  if (places?.kind !== "number" || !places.whole) return misfit(call);
  const rounded = (number: Decimal, to: Decimal): Decimal | null =>
    to.units < 0n || to.units > 100n ? null : roundDecimal(number, Number(to.units));
  if (of?.kind === "number") return { ...of, run: lift2(of.run, places.run, rounded) };
  if (of?.kind !== "money") return misfit(call);
  return {
    ...of,
    run: lift2(of.run, places.run, (money, to) => {
      const amount = rounded(money.amount, to);
      return amount === null ? null : { ...money, amount };
    }),
  };
}

function ofMoney(
  call: Call,
  build: (run: Extract<Typed, { readonly kind: "money" }>["run"], at: number) => Typed,
): Typed {
  const [of] = arity(call, 1);
  return of?.kind === "money" ? build(of.run, call.at) : misfit(call);
}

function textTest(call: Call, test: (value: string, part: string) => boolean): Typed {
  const [of, other] = arity(call, 2);
  if (of?.kind !== "text" || other?.kind !== "text") return misfit(call);
  return { kind: "boolean", at: call.at, run: lift2(of.run, other.run, test) };
}

function textChange(call: Call, change: (value: string) => string): Typed {
  const [of] = arity(call, 1);
  return of?.kind === "text" ? text(call.at, lift(of.run, change)) : misfit(call);
}

function part(call: Call): Typed {
  const [of, from, to] = call.args.length === 2 ? arity(call, 2) : arity(call, 3);
  if (of?.kind !== "text" || from?.kind !== "number" || !from.whole) return misfit(call);
  if (to === undefined)
    return text(
      call.at,
      lift2(of.run, from.run, (value, start) => substring(value, start.units, null)),
    );
  if (to.kind !== "number" || !to.whole) return misfit(call);
  const range = lift2(from.run, to.run, (start, end) => [start.units, end.units] as const);
  return text(
    call.at,
    lift2(of.run, range, (value, [start, end]) => substring(value, start, end)),
  );
}

function calendarPart(call: Call, pick: (date: NonNullable<ReturnType<typeof calendarOf>>) => number): Typed {
  const [of] = arity(call, 1);
  const picked = (days: number): number | null => {
    const date = calendarOf(days);
    return date === null ? null : pick(date);
  };
  if (of?.kind === "date") return count(call.at, lift(of.run, picked));
  if (of?.kind === "timestamp") return count(call.at, lift(lift(of.run, dayOfInstant), picked));
  return misfit(call);
}

function clockPart(call: Call, pick: (clock: NonNullable<ReturnType<typeof clockOf>>) => number): Typed {
  const [of] = arity(call, 1);
  if (of?.kind !== "timestamp") return misfit(call);
  const picked = lift(of.run, (instant) => {
    const clock = clockOf(instant);
    return clock === null ? null : pick(clock);
  });
  return count(call.at, picked);
}

function arity(call: Call, count: number): readonly (Typed | undefined)[] {
  return call.args.length === count ? call.args : misfit(call);
}

/** How each is called, for those who called it otherwise. */
const usages: ReadonlyMap<string, string> = new Map([
  ["size", "It takes one text, list or json: size(name)."],
  ["matches", "It takes a text and a pattern: matches(name, '^[A-Z]+$')."],
  ["abs", "It takes one number or money: abs(balance)."],
  ["round", "It takes a number or money, and the places: round(net, 2)."],
  ["amount", "It takes money: amount(budget)."],
  ["currency", "It takes money: currency(budget)."],
  ["substring", "It takes where to begin, and where to end: name.substring(0, 3)."],
  ...["contains", "startsWith", "endsWith"].map((name): [string, string] => [
    name,
    `It is asked of a text, with a text: name.${name}('a').`,
  ]),
  ...["lowerAscii", "upperAscii", "trim"].map((name): [string, string] => [
    name,
    `It is asked of a text: name.${name}().`,
  ]),
  ...["getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek"].map((name): [string, string] => [
    name,
    `It is asked of a date or a timestamp: due.${name}().`,
  ]),
  ...["getHours", "getMinutes", "getSeconds"].map((name): [string, string] => [
    name,
    `It is asked of a timestamp: seen.${name}().`,
  ]),
]);

function misfit(call: Call): never {
  const given = call.args.map(nameOf).join(", ");
  throw new ExpressionFault(
    `'${call.name}' is not defined for (${given}).`,
    call.at,
    usages.get(call.name) ?? `Convert what is given: ${call.name}(string(…)).`,
  );
}

function text(at: number, run: Run<string>): Typed {
  return { kind: "text", at, literal: null, run };
}

function count(at: number, run: Run<number>): Typed {
  return { kind: "number", at, whole: true, run: lift(run, (n) => ({ units: BigInt(n), scale: 0 })) };
}

function sizeOfJson(value: Json): number | null {
  if (typeof value === "string") return sizeOf(value);
  if (typeof value === "boolean" || isDecimal(value)) return null;
  return isList(value) ? value.items.length : value.size;
}
