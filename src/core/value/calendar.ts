import type { Refusal } from "../../errors.ts";
import type { Canonical } from "./canonical.ts";

const notDate: Refusal = {
  code: "value-not-date",
  message: "The value is not an ISO 8601 date.",
  hint: "Dates are written 2026-11-30.",
};
const noSuchDay: Refusal = { code: "value-no-such-day", message: "The calendar has no such day." };

/** A day of the Gregorian calendar from 0001-01-01 to 9999-12-31, written `2026-11-30`. */
export function readDate(text: string): Canonical | Refusal {
  if (text.length !== 10) return notDate;
  return dateFault(text) ?? text;
}

/** Why the first ten characters of a text are no day; `null` where they are one. */
export function dateFault(text: string): Refusal | null {
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 2);
  const day = digitsAt(text, 8, 2);
  const dashed = text.charCodeAt(4) === 0x2d && text.charCodeAt(7) === 0x2d;
  if (year < 0 || month < 0 || day < 0 || !dashed) return notDate;
  if (year === 0 || month === 0 || month > 12 || day === 0 || day > daysInMonth(year, month))
    return noSuchDay;
  return null;
}

/** The days from 1970-01-01 to the day in the first ten characters of a text that `dateFault` finds good. */
export function dayNumber(text: string): number {
  return civilDay(digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2));
}

/**
 * The days from 1970-01-01 to a day of the civil calendar. Years that begin in March put the odd day last; eras of 400 years all
 * have the same length.
 */
export function civilDay(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The day that many days from 1970-01-01; `null` outside the years 1 to 9999. */
export function dayText(dayNumber: number): string | null {
  const { year, month, day } = civilOf(dayNumber);
  if (year < 1 || year > 9_999) return null;
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** The day of the civil calendar that many days from 1970-01-01. */
export function civilOf(dayNumber: number): {
  readonly year: number;
  readonly month: number;
  readonly day: number;
} {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day };
}

/** The day so many days after a day; the last one that there is, where that lies beyond it. */
export const shiftDay = (day: string, days: number): string => dayText(dayNumber(day) + days) ?? "9999-12-31";

/** The number in `count` ASCII digits at `start`; -1 where they are not digits. */
export function digitsAt(text: string, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    const unit = text.charCodeAt(at);
    if (!(unit >= 0x30 && unit <= 0x39)) return -1;
    value = value * 10 + unit - 0x30;
  }
  return value;
}

/** A number below 100 in two digits. */
export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
