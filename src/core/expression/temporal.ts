import { civilDay, civilOf } from "../value/calendar.ts";
/**
 * Days and instants as whole numbers, so that they compare exactly. PostgreSQL's `infinity` and `-infinity` come
 * after and before everything, and take part in no arithmetic.
 */

/** Days since 1970-01-01, proleptic Gregorian. */
export type Day = number;
/** Nanoseconds since 1970-01-01T00:00 (UTC; of the wall clock where the type has no zone), or a length of time. */
export type Nanoseconds = bigint;

const second = 1_000_000_000n;
const day = 86_400n * second;
/** Far beyond year 999999, so that `infinity` needs no case of its own in comparisons. */
const forever = 10n ** 30n;
const beyond = 10n ** 26n;

const dated = /^(-?\d{4,6})-(\d\d)-(\d\d)$/;
const timed =
  /^(-?\d{4,6}-\d\d-\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;
const lasting = /^-?(?:\d{1,15}(?:\.\d{1,9})?(?:d|h|ms|m|s|us|ns))+$/;
const unitNanoseconds: Readonly<Record<string, bigint>> = {
  d: day,
  h: 3_600n * second,
  m: 60n * second,
  s: second,
  ms: 1_000_000n,
  us: 1_000n,
  ns: 1n,
};

/** Reads `2026-11-30`; `null` where there is no such day. */
export function parseDay(text: string): Day | null {
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  if (text === "-infinity") return Number.NEGATIVE_INFINITY;
  const match = dated.exec(text);
  if (match === null) return null;
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const days = civilDay(year, month, dayOfMonth);
  const back = civilOf(days);
  return back.month === month && back.day === dayOfMonth ? days : null;
}

/** Reads a timestamp with an offset, or (`zone` false) one without; `null` where it is not of that kind. */
export function parseInstant(text: string, zone: boolean): Nanoseconds | null {
  if (text === "infinity") return forever;
  if (text === "-infinity") return -forever;
  const match = timed.exec(text);
  if (match === null || (match[6] !== undefined) !== zone) return null;
  const days = parseDay(match[1] ?? "");
  if (days === null) return null;
  const seconds = Number(match[2]) * 3_600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  const offset = offsetSeconds(match[6] ?? "Z");
  const fraction = BigInt((match[5] ?? "").padEnd(9, "0"));
  return BigInt(days * 86_400 + seconds - offset) * second + fraction;
}

/** Reads a length of time: `36h`, `1h30m`, `1.5s`, `-2d`. */
export function parseDuration(text: string): Nanoseconds | null {
  if (text.length > 100 || !lasting.test(text)) return null;
  let total = 0n;
  for (const [, whole, fraction, unit] of text.matchAll(/(\d+)(?:\.(\d+))?(ms|us|ns|d|h|m|s)/g)) {
    const size = unitNanoseconds[unit ?? "s"] ?? 1n;
    total += BigInt(whole ?? 0) * size + (BigInt((fraction ?? "").padEnd(9, "0")) * size) / second;
  }
  return finite(text.startsWith("-") ? -total : total);
}

/** The day after so many others; `null` where one of them is infinite, or the year has more than six digits. */
export function addDays(from: Day, days: number): Day | null {
  const sum = from + days;
  return Number.isFinite(from) && Math.abs(sum) < 365_000_000 ? sum : null;
}

/** A sum or difference of instants and lengths; `null` where it is out of range. */
export function finite(nanoseconds: Nanoseconds): Nanoseconds | null {
  return nanoseconds < beyond && nanoseconds > -beyond ? nanoseconds : null;
}

/** The day of an instant, by UTC or by its own wall clock; infinite for the infinite. */
export function dayOfInstant(instant: Nanoseconds): Day {
  if (instant === forever) return Number.POSITIVE_INFINITY;
  if (instant === -forever) return Number.NEGATIVE_INFINITY;
  return Number(floorDivide(instant, day));
}

/** Year, month and day from 1, day of the week from 0 (Sunday); `null` for the infinite. */
export function calendarOf(
  days: Day,
): { readonly year: number; readonly month: number; readonly day: number; readonly weekday: number } | null {
  if (!Number.isFinite(days)) return null;
  return { ...civilOf(days), weekday: (((days + 4) % 7) + 7) % 7 };
}

/** Hours, minutes and seconds of the day of an instant; `null` for the infinite. */
export function clockOf(
  instant: Nanoseconds,
): { readonly hours: number; readonly minutes: number; readonly seconds: number } | null {
  if (finite(instant) === null) return null;
  const seconds = Number((instant - floorDivide(instant, day) * day) / second);
  return {
    hours: Math.floor(seconds / 3_600),
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  };
}

/** Canonical text of a day. */
export function formatDay(days: Day): string {
  const date = calendarOf(days);
  if (date === null) return days > 0 ? "infinity" : "-infinity";
  const year = `${date.year < 0 ? "-" : ""}${Math.abs(date.year).toString().padStart(4, "0")}`;
  return `${year}-${two(date.month)}-${two(date.day)}`;
}

/** Canonical text of an instant: in UTC, or without an offset. */
export function formatInstant(instant: Nanoseconds, zone: boolean): string {
  const clock = clockOf(instant);
  if (clock === null) return instant > 0n ? "infinity" : "-infinity";
  const rest = instant - floorDivide(instant, second) * second;
  const fraction = rest === 0n ? "" : `.${rest.toString().padStart(9, "0").replace(/0+$/, "")}`;
  const time = `${two(clock.hours)}:${two(clock.minutes)}:${two(clock.seconds)}${fraction}`;
  return `${formatDay(dayOfInstant(instant))}T${time}${zone ? "Z" : ""}`;
}

function offsetSeconds(offset: string): number {
  if (offset === "Z") return 0;
  const digits = offset.slice(1).replace(":", "").padEnd(4, "0");
  const seconds = Number(digits.slice(0, 2)) * 3_600 + Number(digits.slice(2)) * 60;
  return offset.startsWith("-") ? -seconds : seconds;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

function two(number: number): string {
  return number.toString().padStart(2, "0");
}
