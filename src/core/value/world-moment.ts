import type { Refusal } from "../../errors.ts";
import { dateFault, dayNumber, dayText, digitsAt, twoDigits } from "./calendar.ts";
import { instantText, readTimestamp } from "./timestamp.ts";

/**
 * A moment of the world in UTC, to the microsecond, as text that sorts: `2026-12-01` at midnight, else
 * `2026-12-01T05:00:00.5`.
 */
export type WorldMoment = string;

/**
 * Reads a day or a timestamp. A day begins at 00:00 in the zone (UTC where none is declared); a timestamp without offset is
 * of the zone, and refused where there is none, or where the clock was put forward past it. One that the clock showed twice
 * is the earlier of the two.
 */
export function readMoment(text: string, zone: string | null): WorldMoment | Refusal {
  if (text.length === 10) return dateFault(text) ?? beginOf(text, zone);
  const instant = readTimestamp(text, true);
  if (typeof instant === "string") return compact(instantText(instant));
  if (instant.code !== "value-without-offset") return instant;
  const local = readTimestamp(text, false);
  if (typeof local !== "string") return local;
  if (zone === null) return needsZone;
  const [seconds, rest] = [secondsOf(local), local.slice(19)];
  const utc = instantsOf(seconds, zone)[0];
  if (utc === undefined) return inGap(zone);
  return momentAt(utc, rest) ?? outOfRange;
}

/** The day of a moment, in UTC. */
export const dayOf = (moment: WorldMoment): string => moment.slice(0, 10);

/** A moment as people read it. */
export const shownMoment = (moment: WorldMoment): string => (moment.length > 10 ? `${moment}Z` : moment);

/** An instant of RFC 3339 in UTC as a moment. */
export const momentOfInstant = (instant: string): WorldMoment => compact(instantText(instant));

/** Whether a name is that of a zone. */
export function isZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const utc = "UTC";

/** The first moment of a day: where the clock is put forward at midnight, the one after. */
function beginOf(day: string, zone: string | null): WorldMoment {
  if (zone === null || zone === utc) return day;
  const seconds = dayNumber(day) * 86_400;
  const begin = instantsOf(seconds, zone)[0] ?? seconds - offsetAt(seconds - 86_400, zone);
  // The first and the last day of the calendar stay what they are.
  return momentAt(begin, "") ?? day;
}

/** The instants at which a clock shows this, earliest first: none in a gap, two where it is put back. */
function instantsOf(local: number, zone: string): readonly number[] {
  const offsets = new Set([offsetAt(local - 86_400, zone), offsetAt(local + 86_400, zone)]);
  return [...offsets]
    .map((offset) => local - offset)
    .filter((instant) => instant + offsetAt(instant, zone) === local)
    .toSorted((a, b) => a - b);
}

/** Seconds by which the clock of the zone is ahead of UTC at an instant. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(instant * 1000)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes, width: number) =>
    (parts.get(name) ?? "0").padStart(width, "0");
  const text = `${part("year", 4)}-${part("month", 2)}-${part("day", 2)}T${part("hour", 2)}:${part("minute", 2)}:${part("second", 2)}`;
  return secondsOf(text) - instant;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError for what is no zone. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const numeric = "2-digit";
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  clocks.set(zone, clock);
  return clock;
}

const secondsOf = (local: string): number =>
  dayNumber(local) * 86_400 +
  digitsAt(local, 11, 2) * 3_600 +
  digitsAt(local, 14, 2) * 60 +
  digitsAt(local, 17, 2);

/** `null` outside the years 1 to 9999. */
function momentAt(seconds: number, fraction: string): WorldMoment | null {
  const day = Math.floor(seconds / 86_400);
  const date = dayText(day);
  if (date === null) return null;
  const rest = seconds - day * 86_400;
  const clock = [Math.floor(rest / 3_600), Math.floor(rest / 60) % 60, rest % 60].map(twoDigits).join(":");
  return compact(`${date}T${clock}${fraction.replace(/\.?0+$/, "")}`);
}

const compact = (utcText: string): WorldMoment =>
  utcText.endsWith("T00:00:00") ? utcText.slice(0, 10) : utcText;

const needsZone: Refusal = {
  code: "valid-without-zone",
  message: "The moment has no offset, and its source declares no zone, so that it is not known which it is.",
  hint: "Declare `zone` under `valid` of the source, such as Europe/Berlin, or send it with an offset.",
};
const outOfRange: Refusal = {
  code: "value-out-of-range",
  message: "In UTC the moment falls outside the years 1 to 9999.",
};
const inGap = (zone: string): Refusal => ({
  code: "valid-in-gap",
  message: `The clocks of ${zone} never showed this time: they were put forward past it.`,
  hint: "Send it with an offset.",
});
