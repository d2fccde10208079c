import type { Refusal } from "../../errors.ts";
import { fieldBytesMax } from "../../limits.ts";

const tooLong: Refusal = {
  code: "value-too-long",
  message: `The value is longer than ${fieldBytesMax} bytes.`,
};
const hasNul: Refusal = {
  code: "value-has-nul",
  message: "The value holds a NUL character, which no text can store.",
  hint: "Remove the character at the source.",
};
const notUnicode: Refusal = {
  code: "value-not-unicode",
  message: "The value holds half of a surrogate pair, which is not valid Unicode.",
};
/** Why a text cannot be stored at all: NUL, half a surrogate pair, more than `fieldBytesMax`; `null` where it can. */
export function textFault(text: string): Refusal | null {
  // A UTF-16 unit is at most three bytes of UTF-8, so that most texts need no counting.
  if (text.length * 3 > fieldBytesMax && utf8Bytes(text) > fieldBytesMax) return tooLong;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0) return hasNul;
    if (unit >= 0xd800 && unit <= 0xdfff) return text.indexOf("\0", at) < 0 ? surrogateFault(text) : hasNul;
  }
  return null;
}

/** The length of a text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // Each half of a pair counts two, so that a pair counts its four.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

function surrogateFault(text: string): Refusal | null {
  return text.isWellFormed() ? null : notUnicode;
}
