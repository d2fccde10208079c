/** Two 32-bit states, mixed into 53 bits: of a million values two share a hash once in 18,000 files. Not for secrets. */
const firstSeed = 0xdeadbeef;
const secondSeed = 0x41c6ce57;
const firstPrime = 2_654_435_761;
const secondPrime = 1_597_334_677;

/** Hashes are whole numbers from 0 up to this, evenly spread. */
export const hashEnd = 2 ** 53;

/** The hash of a text as it stands. */
export function hashText(text: string): number {
  let first = firstSeed;
  let second = secondSeed;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    first = Math.imul(first ^ unit, firstPrime);
    second = Math.imul(second ^ unit, secondPrime);
  }
  return finish(first, second);
}

/**
 * The hash of `foldWords(text)` without making that text, where all of it is ASCII; else `null`. Nine values of ten
 * are, and a profile hashes each of them.
 */
export function hashAsciiWords(text: string): number | null {
  let first = firstSeed;
  let second = secondSeed;
  let begun = false;
  let gap = false;
  for (let at = 0; at < text.length; at++) {
    let unit = text.charCodeAt(at);
    if (unit > 0x7f) return null;
    if (unit >= 0x41 && unit <= 0x5a) unit |= 0x20;
    else if (!((unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39))) {
      gap = begun;
      continue;
    }
    if (gap) {
      first = Math.imul(first ^ 0x20, firstPrime);
      second = Math.imul(second ^ 0x20, secondPrime);
      gap = false;
    }
    first = Math.imul(first ^ unit, firstPrime);
    second = Math.imul(second ^ unit, secondPrime);
    begun = true;
  }
  return begun ? finish(first, second) : null;
}

function finish(one: number, other: number): number {
  let first = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(other ^ (other >>> 13), 3_266_489_909);
  let second =
    Math.imul(other ^ (other >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  first = Math.imul(first ^ (first >>> 16), 2_246_822_507);
  second = Math.imul(second ^ (second >>> 15), 3_266_489_909);
  return 4_294_967_296 * ((second >>> 0) & 0x1fffff) + (first >>> 0);
}
