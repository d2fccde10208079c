import { decimalDigitsMax } from "../../limits.ts";

/** An exact decimal number: `units` times ten to the power of minus `scale`. */
export interface Decimal {
  readonly units: bigint;
  /** Digits after the point; never negative. */
  readonly scale: number;
}

/** Why a text is no decimal number. */
export type DecimalFault = "not-number" | "too-many-digits";

/**
 * The plain digits of a number as written: no plus sign, no leading zeros, no exponent, trailing zeros kept.
 * Reads `1.10`, `-.5`, `+007`, `1.5e3`; refuses `1.`, `1,5`, `NaN`.
 */
export function decimalText(text: string): { readonly text: string } | { readonly fault: DecimalFault } {
  const end = text.length;
  const first = text.charCodeAt(0);
  let at = first === 0x2b || first === 0x2d ? 1 : 0;
  const wholeStart = at;
  at = digitsEnd(text, at);
  let whole = text.slice(wholeStart, at);
  let fraction = "";
  if (at < end && text.charCodeAt(at) === 0x2e) {
    const start = at + 1;
    at = digitsEnd(text, start);
    if (at === start) return notNumber;
    fraction = text.slice(start, at);
  }
  if (whole === "" && fraction === "") return notNumber;
  if (at < end) {
    const exponent = exponentOf(text, at);
    if (exponent === null) return notNumber;
    if (whole.length + fraction.length > decimalDigitsMax) return tooManyDigits;
    if (exponent > decimalDigitsMax || exponent < -decimalDigitsMax) return tooManyDigits;
    [whole, fraction] = shifted({ whole, fraction, exponent });
  }
  let zeros = 0;
  while (zeros < whole.length - 1 && whole.charCodeAt(zeros) === 0x30) zeros++;
  whole = whole === "" ? "0" : whole.slice(zeros);
  if (whole.length + fraction.length > decimalDigitsMax) return tooManyDigits;
  const negative = first === 0x2d && !(allZeros(whole) && allZeros(fraction));
  const digits = fraction === "" ? whole : `${whole}.${fraction}`;
  return { text: negative ? `-${digits}` : digits };
}

/** A decimal from its plain digits, as `decimalText` or a canonical value gives them; `null` where they are not. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > 2 * decimalDigitsMax + 2 || !isPlain(text)) return null;
  const point = text.indexOf(".");
  if (point < 0) return { units: BigInt(text), scale: 0 };
  return {
    units: BigInt(text.slice(0, point) + text.slice(point + 1)),
    scale: text.length - point - 1,
  };
}

/** The plain digits of a decimal, all its trailing zeros kept. */
export function formatDecimal(value: Decimal): string {
  if (value.scale === 0) return value.units.toString();
  const negative = value.units < 0n;
  const digits = (negative ? -value.units : value.units).toString().padStart(value.scale + 1, "0");
  const point = digits.length - value.scale;
  return `${negative ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The sum, exact, with the digits of the finer of the two. */
export function addDecimal(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}

/** The difference, exact. */
export function subtractDecimal(a: Decimal, b: Decimal): Decimal {
  return addDecimal(a, { units: -b.units, scale: b.scale });
}

/** The product, exact, with the digits of both. */
export function multiplyDecimal(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** The quotient in as few digits as it needs; `null` where no finite number of digits holds it. */
export function divideDecimal(a: Decimal, b: Decimal): Decimal | null {
  if (b.units === 0n) return null;
  if (a.units === 0n) return { units: 0n, scale: 0 };
  const divisor = gcd(a.units, b.units);
  let units = a.units / divisor;
  let rest = b.units / divisor;
  if (rest < 0n) [units, rest] = [-units, -rest];
  let scale = a.scale - b.scale;
  while (rest !== 1n) {
    // Only tens can be had for free: a two is worth five tenths, a five two tenths.
    if (rest % 10n === 0n) rest /= 10n;
    else if (rest % 2n === 0n) [units, rest] = [units * 5n, rest / 2n];
    else if (rest % 5n === 0n) [units, rest] = [units * 2n, rest / 5n];
    else return null;
    scale++;
  }
  if (scale < 0) return { units: units * 10n ** BigInt(-scale), scale: 0 };
  return trimmed({ units, scale });
}

/** -1, 0 or 1, by number: `1.10` equals `1.1`. */
export function compareDecimal(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const scale = Math.max(a.scale, b.scale);
  const left = unitsAt(a, scale);
  const right = unitsAt(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The plain digits without trailing zeros: one text for each number. */
export function withoutTrailingZeros(text: string): string {
  if (text.indexOf(".") < 0) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 0x30) end--;
  if (text.charCodeAt(end - 1) === 0x2e) end--;
  const kept = text.slice(0, end);
  return kept === "-0" ? "0" : kept;
}

const notNumber = { fault: "not-number" } as const;
const tooManyDigits = { fault: "too-many-digits" } as const;

function digitsEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++;
  return at;
}

function exponentOf(text: string, at: number): number | null {
  if ((text.charCodeAt(at) | 0x20) !== 0x65) return null;
  const sign = text.charCodeAt(at + 1);
  const start = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
  if (start === text.length || digitsEnd(text, start) !== text.length) return null;
  return Number(text.slice(at + 1));
}

function shifted(number: { whole: string; fraction: string; exponent: number }): [string, string] {
  const { whole, fraction, exponent } = number;
  if (exponent >= 0) {
    const digits = fraction.padEnd(exponent, "0");
    return [whole + digits.slice(0, exponent), digits.slice(exponent)];
  }
  const digits = whole.padStart(-exponent, "0");
  return [digits.slice(0, digits.length + exponent), digits.slice(digits.length + exponent) + fraction];
}

function isPlain(text: string): boolean {
  const start = text.charCodeAt(0) === 0x2d ? 1 : 0;
  const point = digitsEnd(text, start);
  if (point === start) return false;
  if (point === text.length) return true;
  return (
    text.charCodeAt(point) === 0x2e && point + 1 < text.length && digitsEnd(text, point + 1) === text.length
  );
}

function allZeros(digits: string): boolean {
  for (let at = 0; at < digits.length; at++) if (digits.charCodeAt(at) !== 0x30) return false;
  return true;
}

function unitsAt(value: Decimal, scale: number): bigint {
  return value.scale === scale ? value.units : value.units * 10n ** BigInt(scale - value.scale);
}

function trimmed(value: Decimal): Decimal {
  let { units, scale } = value;
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale--;
  }
  return { units, scale };
}

function gcd(a: bigint, b: bigint): bigint {
  let [left, right] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (right !== 0n) [left, right] = [right, left % right];
  return left;
}
