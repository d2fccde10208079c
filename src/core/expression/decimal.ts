import { decimalDigitsMax } from "../../limits.ts";

/** An exact decimal number: `digits / 10^scale`, the scale never negative. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Significant digits that a quotient is rounded to (half to even), as IEEE 754 decimal128 has it. */
const quotientDigits = 34;

const written = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;
/** A memo: the exponents are bounded by the digits. */
const powers = new Map<number, bigint>();
const digitsLimit = 10n ** BigInt(decimalDigitsMax);

/** Reads decimal text (`1.10`, `-3`, `1.5e+21`); `null` where it is none, or has more digits than the bound. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > decimalDigitsMax) return null;
  const match = written.exec(text);
  if (match === null) return null;
  const fraction = match[3] ?? "";
  const digits = BigInt(`${match[1]}${match[2]}${fraction}`);
  if (match[4] === undefined) return { digits, scale: fraction.length };
  const scale = fraction.length - Number(match[4]);
  if (Math.abs(scale) > decimalDigitsMax) return null;
  return scale >= 0 ? { digits, scale } : bounded({ digits: digits * power(-scale), scale: 0 });
}

/** Negative, zero or positive, as `left` is less than, equal to or greater than `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  let a = left.digits;
  let b = right.digits;
  if (left.scale < right.scale) a *= power(right.scale - left.scale);
  else if (left.scale > right.scale) b *= power(left.scale - right.scale);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The exact sum; `null` beyond the bound on digits. */
export function addDecimals(left: Decimal, right: Decimal): Decimal | null {
  const scale = Math.max(left.scale, right.scale);
  return bounded({
    digits: left.digits * power(scale - left.scale) + right.digits * power(scale - right.scale),
    scale,
  });
}

/** The number with its sign turned. */
export function negateDecimal(number: Decimal): Decimal {
  return { digits: -number.digits, scale: number.scale };
}

/** The exact product; `null` beyond the bound on digits. */
export function multiplyDecimals(left: Decimal, right: Decimal): Decimal | null {
  return bounded({ digits: left.digits * right.digits, scale: left.scale + right.scale });
}

/** The quotient, rounded half to even to 34 significant digits; `null` for division by zero. */
export function divideDecimals(left: Decimal, right: Decimal): Decimal | null {
  if (right.digits === 0n) return null;
  if (left.digits === 0n) return { digits: 0n, scale: 0 };
  const negative = left.digits < 0n !== right.digits < 0n;
  const divisor = magnitude(right.digits);
  const widened = Math.max(0, quotientDigits + 1 + lengthOf(divisor) - lengthOf(magnitude(left.digits)));
  const dividend = magnitude(left.digits) * power(widened);
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
  const twice = magnitude(number.digits % unit) * 2n;
  const kept = number.digits / unit;
  const away = number.digits < 0n ? -1n : 1n;
  return { digits: twice >= unit ? kept + away : kept, scale: places };
}

/** The whole part, towards zero. */
export function truncateDecimal(number: Decimal): Decimal {
  return number.scale === 0 ? number : { digits: number.digits / power(number.scale), scale: 0 };
}

/** Canonical text, with the trailing zeros that the scale says. */
export function formatDecimal(number: Decimal): string {
  if (number.scale === 0) return number.digits.toString();
  const text = magnitude(number.digits)
    .toString()
    .padStart(number.scale + 1, "0");
  const point = text.length - number.scale;
  return `${number.digits < 0n ? "-" : ""}${text.slice(0, point)}.${text.slice(point)}`;
}

/** Whether a whole number fits 64 bits. */
export function fitsInteger(number: Decimal): boolean {
  return number.digits >= -9223372036854775808n && number.digits <= 9223372036854775807n;
}

function bounded(number: Decimal): Decimal | null {
  if (number.scale > decimalDigitsMax) return null;
  return number.digits < digitsLimit && number.digits > -digitsLimit ? number : null;
}

/** Without the trailing zeros after the point, which a quotient has by its computation only. */
function shortened(digits: bigint, scale: number): Decimal | null {
  if (scale < 0) return bounded({ digits: digits * power(-scale), scale: 0 });
  let rest = digits;
  let places = scale;
  while (places > 0 && rest % 10n === 0n) {
    rest /= 10n;
    places -= 1;
  }
  return bounded({ digits: rest, scale: places });
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
