import { invariant, type Refusal } from "../../errors.ts";
import type { Standardise } from "../model/value-type.ts";

const withoutDigits: Refusal = {
  code: "value-without-digits",
  message: "Only the digits of the value are kept, and it holds none.",
};
const notInternational: Refusal = {
  code: "value-phone-not-international",
  message: "The telephone number has no country, so that it cannot be written in E.164.",
  hint: "Numbers begin with + or 00 and the country: +49 30 123456; they have 7 to 15 digits and no extension.",
};

const notOfLength: Refusal = {
  code: "value-not-phone",
  message: "The telephone number has too few or too many digits.",
  hint: "With its country, +49 30 123456, a number has 7 to 15.",
};

/** Changes a value as declared; refuses what cannot be brought into the declared form. Twice is the same as once. */
export type Standardiser = (text: string) => string | Refusal;

/**
 * The declared steps as one function. They run in one fixed order (nfc, e164 or digits, upper or lower,
 * collapse-spaces, trim), so that the order in which they are declared does not matter.
 */
export function compileStandardise(steps: readonly Standardise[]): Standardiser | null {
  if (steps.length === 0) return null;
  const has = new Set(steps);
  const nfc = has.has("nfc");
  const e164 = has.has("e164");
  const digits = has.has("digits") && !e164;
  const upper = has.has("upper");
  const lower = has.has("lower") && !upper;
  const collapse = has.has("collapse-spaces");
  const trim = has.has("trim");

  const round = (before: string, ascii: boolean): string | Refusal => {
    let text = nfc && !ascii ? before.normalize("NFC") : before;
    if (e164 || digits) {
      const kept = e164 ? toE164(text) : onlyDigits(text);
      if (typeof kept !== "string") return kept;
      text = kept;
    }
    if (upper) text = text.toUpperCase();
    else if (lower) text = text.toLowerCase();
    if (collapse) text = collapseSpaces(text);
    return trim ? text.trim() : text;
  };

  return (text) => {
    const ascii = isAscii(text);
    let now = round(text, ascii);
    if (ascii) return now;
    // Beyond ASCII a step may undo a little of another (capitals of an accented letter are not always in NFC):
    // go round until nothing changes, so that twice is the same as once for every text.
    for (let rounds = 0; typeof now === "string"; rounds++) {
      const next: string | Refusal = round(now, false);
      if (next === now) break;
      invariant(rounds < 8, "standardising a text comes to rest");
      now = next;
    }
    return now;
  };
}

function collapseSpaces(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x20 ? text.charCodeAt(at + 1) === 0x20 : unit > 0x7f || (unit >= 0x09 && unit <= 0x0d)) {
      return text.replace(/\s+/g, " ");
    }
  }
  return text;
}

/** Digits of any script are kept as they are, so that none is lost. */
function onlyDigits(text: string): string | Refusal {
  const digits = text.replace(/\P{Nd}+/gu, "");
  return digits === "" && text.trim() !== "" ? withoutDigits : digits;
}

function toE164(text: string): string | Refusal {
  const dense = text
    // `+49 (0)30 …` shows the trunk prefix that is dialled only within the country.
    .replace(/^(\s*(?:\+|00)[\d\s]{1,6})\(0\)/, "$1")
    .replace(/[\s()./\p{Pd}\u2212]+/gu, "")
    .replace(/^(?:00|\uff0b)/, "+");
  if (dense === "" || /^\+[1-9]\d{6,14}$/.test(dense)) return dense;
  return /^\+[1-9]\d*$/.test(dense) ? notOfLength : notInternational;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
