import type { Refusal } from "../../errors.ts";
import { emailCharsMax, phoneCharsMax, urlCharsMax } from "../../limits.ts";
import type { Canonical } from "./canonical.ts";

const notEmail: Refusal = {
  code: "value-not-email",
  message: "The value is not an e-mail address.",
  hint: "One at sign, something before it and a domain after it, no spaces: ana@example.org.",
};
const notPhone: Refusal = {
  code: "value-not-phone",
  message: "The value is not a telephone number.",
  hint: "Digits with the usual separators and perhaps an extension: +49 30 1234-56 ext. 7.",
};
const notUrl: Refusal = {
  code: "value-not-url",
  message: "The value is not an absolute URL.",
  hint: "With its scheme and without spaces: https://example.org/page.",
};

/** An e-mail address, in the characters in which it came. Whether it is delivered to is not asked. */
export function readEmail(text: string): Canonical | Refusal {
  const at = text.indexOf("@");
  if (at < 1 || at === text.length - 1 || text.length > emailCharsMax) return notEmail;
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place);
    if (unit <= 0x20 || unit === 0x7f || (unit === 0x40 && place !== at)) return notEmail;
    // Angle brackets and commas belong to lists of addresses, not to one address.
    if (unit === 0x2c || unit === 0x3b || unit === 0x3c || unit === 0x3e) return notEmail;
    if (unit > 0x7f && /\s/.test(text.charAt(place))) return notEmail;
  }
  const dots = text.charCodeAt(at + 1) === 0x2e || text.indexOf("..", at) >= 0 || text.endsWith(".");
  return dots ? notEmail : text;
}

const phoneText = /^[+\uff0b]?[\d\s()./\p{Pd}\u2212]+(?:(?:ext\.?|x|#|,)\s*\d+)?\s*$/iu;

/** A telephone number, in the characters in which it came. */
export function readPhone(text: string): Canonical | Refusal {
  if (text.length > phoneCharsMax || !/\d.*\d/s.test(text) || !phoneText.test(text)) return notPhone;
  return text;
}

/** An absolute URL, in the characters in which it came. */
export function readUrl(text: string): Canonical | Refusal {
  if (text.length > urlCharsMax || /[\s\p{Cc}]/u.test(text) || !URL.canParse(text)) return notUrl;
  return text;
}
