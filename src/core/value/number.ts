import type { Refusal } from "../../errors.ts";
import { decimalDigitsMax } from "../../limits.ts";
import type { Canonical } from "./canonical.ts";
import { decimalText } from "./decimal.ts";

const notInteger: Refusal = {
  code: "value-not-integer",
  message: "The value is not a whole number.",
  hint: "Whole numbers are written in digits alone: 1250. Declare the attribute as decimal where fractions are meant.",
};
const integerOutOfRange: Refusal = {
  code: "value-out-of-range",
  message: "The whole number does not fit into 64 bits.",
  hint: "Declare the attribute as decimal, or as text where it is an identifier.",
};
const notNumber: Refusal = {
  code: "value-not-number",
  message: "The value is not a number.",
  hint: "Numbers are written with a point and without separators: 1250.50.",
};
const tooManyDigits: Refusal = {
  code: "value-too-many-digits",
  message: `The number has more than ${decimalDigitsMax} digits.`,
};
const floatOutOfRange: Refusal = {
  code: "value-out-of-range",
  message: "The number is beyond what a 64-bit floating-point number holds.",
  hint: "Declare the attribute as decimal.",
};

const integerMax = 2n ** 63n - 1n;
const integerMin = -(2n ** 63n);

/** A whole number of 64 bits, signed. Refuses fractions and exponents, also where they would come out whole. */
export function readInteger(text: string): Canonical | Refusal {
  const sign = text.charCodeAt(0);
  const start = sign === 0x2b || sign === 0x2d ? 1 : 0;
  if (start === text.length) return notInteger;
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x30 || unit > 0x39) return notInteger;
  }
  let first = start;
  while (first < text.length - 1 && text.charCodeAt(first) === 0x30) first++;
  const digits = first === 0 ? text : text.slice(first);
  const canonical = sign === 0x2d && digits !== "0" ? `-${digits}` : digits;
  if (digits.length < 19) return canonical;
  if (digits.length > 19) return integerOutOfRange;
  const value = BigInt(canonical);
  return value > integerMax || value < integerMin ? integerOutOfRange : canonical;
}

/** An exact decimal number of at most `decimalDigitsMax` digits; an exponent is written out. */
export function readDecimal(text: string): Canonical | Refusal {
  const read = decimalText(text);
  if ("text" in read) return read.text;
  return read.fault === "not-number" ? notNumber : tooManyDigits;
}

/** A 64-bit floating-point number. Refuses what is infinite, and what is not zero but would become it. */
export function readFloat(text: string): Canonical | Refusal {
  if (!isFloatText(text)) return notNumber;
  if (text.length > decimalDigitsMax) return tooManyDigits;
  const value = Number(text);
  if (!Number.isFinite(value)) return floatOutOfRange;
  if (value === 0 && hasDigitOtherThanZero(text)) return floatOutOfRange;
  return Object.is(value, -0) ? "-0" : String(value);
}

const floatText = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function isFloatText(text: string): boolean {
  return floatText.test(text);
}

function hasDigitOtherThanZero(text: string): boolean {
  return /[1-9]/.test(text.replace(/[eE].*$/, ""));
}
