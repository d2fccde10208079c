import { dayNumber, readDate, shiftDay } from "../../core/value/calendar.ts";
import { isRefusal } from "../../core/value/reading.ts";
import { refuse } from "../../errors.ts";

/** The end that somebody sets to what was decided. */
export interface EndSet {
  readonly day: string;
  /** Today, by the server's calendar: the end lies after it. */
  readonly today: string;
  /** And no further than so many days; `null` is no bound. */
  readonly days: number | null;
  /** What ends: `an override`. */
  readonly of: string;
  /** Who says how many days: `The model allows`. */
  readonly allows: string;
}

/** Refuses an end that is no day, has passed, or lies too far ahead. */
export function checkEnd({ day, today, days, of, allows }: EndSet): void {
  if (isRefusal(readDate(day))) {
    refuse("end-not-a-day", `The end of ${of}, \`until\`, is a day such as 2026-12-24.`);
  }
  if (day <= today) refuse("end-passed", `The end of ${of}, \`until\`, lies after today.`);
  if (days === null || dayNumber(day) - dayNumber(today) <= days) return;
  refuse("end-too-late", `${allows} ${days} days: until ${shiftDay(today, days)}.`);
}
