import { invariant, type Refusal } from "../../errors.ts";
import { dateFault, dayNumber, dayText, digitsAt, twoDigits } from "./calendar.ts";
import type { Canonical } from "./canonical.ts";

const notTimestamp: Refusal = {
  code: "value-not-timestamp",
  message: "The value is not an ISO 8601 timestamp.",
  hint: "Timestamps are written 2026-11-30T10:00:00.5+02:00, or without offset where declared without zone.",
};
const noSuchTime: Refusal = { code: "value-no-such-time", message: "The clock has no such time of day." };
const leapSecond: Refusal = {
  code: "value-leap-second",
  message: "The value is a leap second, which cannot be stored without becoming another moment.",
};
const tooFine: Refusal = {
  code: "value-too-fine",
  message: "The value is finer than a microsecond and would lose digits.",
};
const withoutOffset: Refusal = {
  code: "value-without-offset",
  message: "The timestamp has no offset, so that it is not known which moment it names.",
  hint: "Send it with an offset (…Z, …+02:00), or declare the attribute without zone.",
};
const withOffset: Refusal = {
  code: "value-with-offset",
  message: "The timestamp has an offset, and the attribute is declared without zone.",
  hint: "Declare the attribute with zone.",
};
const outOfRange: Refusal = {
  code: "value-out-of-range",
  message: "In UTC the timestamp falls outside the years 1 to 9999.",
};

/**
 * A timestamp to the microsecond, with or without zone as declared; its offset is kept as it came (`+0200`, `+02`
 * become `+02:00`). A space may stand for the `T`, and seconds may be left out.
 */
export function readTimestamp(text: string, zone: boolean): Canonical | Refusal {
  if (text.length < 16) return notTimestamp;
  const separator = text.charCodeAt(10);
  if (separator !== 0x54 && separator !== 0x20) return notTimestamp;
  const day = dateFault(text);
  if (day !== null) return day.code === "value-not-date" ? notTimestamp : day;

  const clock = readClock(text);
  if ("code" in clock) return clock;
  const offset = readOffset(text, clock.end);
  if (offset === null) return notTimestamp;
  if (typeof offset === "object") return offset;
  if (zone && offset === "") return withoutOffset;
  if (!zone && offset !== "") return withOffset;
  const canonical = `${text.slice(0, 10)}T${clock.text}${offset}`;
  // Only days at the ends of the calendar can leave it by their offset.
  const nearTheEnd = text.startsWith("0001-01-01") || text.startsWith("9999-12-31");
  if (zone && nearTheEnd && instant(canonical) === null) return outOfRange;
  return canonical;
}

/** The moment in UTC as sortable text without trailing zeros, from canonical text; without zone the text stays local. */
export function instantText(canonical: Canonical): string {
  const text = instant(canonical);
  invariant(text !== null, "a canonical timestamp lies within the years 1 to 9999");
  return text;
}

/** Microseconds from 1970-01-01 (UTC, or local where there is no offset). */
export function instantMicros(canonical: Canonical): bigint {
  const text = instantText(canonical);
  const seconds = dayNumber(text) * 86_400 + clockSeconds(text);
  const fraction = text.slice(20).padEnd(6, "0");
  return BigInt(seconds) * 1_000_000n + BigInt(fraction);
}

function instant(canonical: Canonical): string | null {
  const zoneAt = offsetStart(canonical);
  let end = zoneAt;
  if (canonical.charCodeAt(19) === 0x2e) {
    while (canonical.charCodeAt(end - 1) === 0x30) end--;
    if (end === 20) end = 19;
  }
  const fraction = canonical.slice(19, end);
  const offset = offsetSeconds(canonical, zoneAt);
  if (offset === 0) return canonical.slice(0, 19) + fraction;
  const seconds = dayNumber(canonical) * 86_400 + clockSeconds(canonical) - offset;
  const day = Math.floor(seconds / 86_400);
  const date = dayText(day);
  if (date === null) return null;
  const rest = seconds - day * 86_400;
  const hour = Math.floor(rest / 3_600);
  const minute = Math.floor(rest / 60) % 60;
  return `${date}T${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(rest % 60)}${fraction}`;
}

function readClock(text: string): Refusal | { readonly text: string; readonly end: number } {
  const hour = digitsAt(text, 11, 2);
  const minute = digitsAt(text, 14, 2);
  if (hour < 0 || minute < 0 || text.charCodeAt(13) !== 0x3a) return notTimestamp;
  if (hour > 23 || minute > 59) return noSuchTime;
  if (text.charCodeAt(16) !== 0x3a) return { text: `${text.slice(11, 16)}:00`, end: 16 };
  const second = digitsAt(text, 17, 2);
  if (second < 0) return notTimestamp;
  if (second === 60) return leapSecond;
  if (second > 60) return noSuchTime;
  if (text.charCodeAt(19) !== 0x2e) return { text: text.slice(11, 19), end: 19 };
  let end = 20;
  while (digitsAt(text, end, 1) >= 0) end++;
  if (end === 20) return notTimestamp;
  return end > 26 ? tooFine : { text: text.slice(11, end), end };
}

/** The offset in canonical form, empty where there is none; `null` where the rest of the text is no offset. */
function readOffset(text: string, start: number): string | Refusal | null {
  const rest = text.length - start;
  if (rest === 0) return "";
  const sign = text.charCodeAt(start);
  if (sign === 0x5a) return rest === 1 ? "Z" : null;
  if (sign !== 0x2b && sign !== 0x2d) return null;
  const colon = text.charCodeAt(start + 3) === 0x3a;
  if (rest !== 3 && !(rest === 5 && !colon) && !(rest === 6 && colon)) return null;
  const hour = digitsAt(text, start + 1, 2);
  const minute = rest === 3 ? 0 : digitsAt(text, text.length - 2, 2);
  if (hour < 0 || minute < 0) return null;
  // PostgreSQL takes no offset beyond 15:59; the real ones end at 14:00.
  if (hour > 15 || minute > 59) return noSuchTime;
  return `${text.slice(start, start + 3)}:${twoDigits(minute)}`;
}

function offsetStart(canonical: Canonical): number {
  let at = 19;
  if (canonical.charCodeAt(at) === 0x2e) at++;
  while (at < canonical.length && digitsAt(canonical, at, 1) >= 0) at++;
  return at;
}

function offsetSeconds(canonical: Canonical, start: number): number {
  if (canonical.length - start !== 6) return 0;
  const seconds = digitsAt(canonical, start + 1, 2) * 3_600 + digitsAt(canonical, start + 4, 2) * 60;
  return canonical.charCodeAt(start) === 0x2d ? -seconds : seconds;
}

function clockSeconds(text: string): number {
  return digitsAt(text, 11, 2) * 3_600 + digitsAt(text, 14, 2) * 60 + digitsAt(text, 17, 2);
}
