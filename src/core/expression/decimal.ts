import { decimalDigitsMax } from "../../limits.ts";
import { addDecimal, type Decimal, decimalText, multiplyDecimal, parseDecimal } from "../value/decimal.ts";

/** Significant digits that a quotient is rounded to (half to even), as IEEE 754 decimal128 has it. */
const quotientDigits = 34;

const written = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,4})?$/;
/** A memo: the exponents are bounded by the digits. */
const powers = new Map<number, bigint>();
const digitsLimit = 10n ** BigInt(decimalDigitsMax);

/** Reads decimal text (`1.10`, `-3`, `1.5e+21`); `null` where it is none, or has more digits than the bound. */
export function readDecimal(text: string): Decimal | null {
  if (text.length > decimalDigitsMax || !written.test(text)) return null;
  const plain = decimalText(text);
  const number = "text" in plain ? parseDecimal(plain.text) : null;
  return number === null ? null : bounded(number);
}

/** The exact sum; `null` beyond the bound on digits. */
export const addDecimals = (left: Decimal, right: Decimal): Decimal | null =>
  bounded(addDecimal(left, right));

/** The number with its sign turned. */
export function negateDecimal(number: Decimal): Decimal {
  return { units: -number.units, scale: number.scale };
}

/** The exact product; `null` beyond the bound on digits. */
export const multiplyDecimals = (left: Decimal, right: Decimal): Decimal | null =>
  bounded(multiplyDecimal(left, right));

/** The quotient, rounded half to even to 34 significant digits; `null` for division by zero. */
export function divideDecimals(left: Decimal, right: Decimal): Decimal | null {
  if (right.units === 0n) return null;
  if (left.units === 0n) return { units: 0n, scale: 0 };
  const negative = left.units < 0n !== right.units < 0n;
  const divisor = magnitude(right.units);
  const widened = Math.max(0, quotientDigits + 1 + lengthOf(divisor) - lengthOf(magnitude(left.units)));
  const dividend = magnitude(left.units) * power(widened);
  const quotient = dividend / divisor;
  const excess = lengthOf(quotient) - quotientDigits;
  const unit = power(excess);
  const rest = (quotient % unit) * 2n;
  const sticky = dividend % divisor !== 0n;
  let digits = quotient / unit;
  if (rest > unit || (rest === unit && (sticky || digits % 2n === 1n))) digits += 1n;
  const scale = left.scale - right.scale + widened - excess;
  return shortened(negative ? -digits : digits, scale);
}

/** Rounded to so many places after the point, halves away from zero. */
export function roundDecimal(number: Decimal, places: number): Decimal {
  if (number.scale <= places) return number;
  const unit = power(number.scale - places);
  const twice = magnitude(number.units % unit) * 2n;
  const kept = number.units / unit;
  const away = number.units < 0n ? -1n : 1n;
  return { units: twice >= unit ? kept + away : kept, scale: places };
}

/** The whole part, towards zero. */
export function truncateDecimal(number: Decimal): Decimal {
  return number.scale === 0 ? number : { units: number.units / power(number.scale), scale: 0 };
}

/** Whether a whole number fits 64 bits. */
export function fitsInteger(number: Decimal): boolean {
  return number.units >= -9223372036854775808n && number.units <= 9223372036854775807n;
}

function bounded(number: Decimal): Decimal | null {
  if (number.scale > decimalDigitsMax) return null;
  return number.units < digitsLimit && number.units > -digitsLimit ? number : null;
}

/** Without the trailing zeros after the point, which a quotient has by its computation only. */
function shortened(digits: bigint, scale: number): Decimal | null {
  if (scale < 0) return bounded({ units: digits * power(-scale), scale: 0 });
  let rest = digits;
  let places = scale;
  while (places > 0 && rest % 10n === 0n) {
    rest /= 10n;
    places -= 1;
  }
  return bounded({ units: rest, scale: places });
}

function power(exponent: number): bigint {
  const known = powers.get(exponent);
  if (known !== undefined) return known;
  const made = 10n ** BigInt(exponent);
  powers.set(exponent, made);
  return made;
}

function magnitude(digits: bigint): bigint {
  return digits < 0n ? -digits : digits;
}

function lengthOf(digits: bigint): number {
  return digits.toString().length;
}
