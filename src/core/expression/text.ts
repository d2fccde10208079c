import { fieldBytesMax } from "../../limits.ts";

/** In NFC, as text is compared. Nothing below U+0300 changes by it, which spares most texts the work. */
export function composed(text: string): string {
  return /[\u0300-\uffff]/.test(text) ? text.normalize("NFC") : text;
}

/** Order by code points, which UTF-16 units do not have beyond U+FFFF. */
export function compareTexts(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a === b) continue;
    const [surrogateA, surrogateB] = [isSurrogate(a), isSurrogate(b)];
    return surrogateA === surrogateB ? a - b : surrogateA ? 1 : -1;
  }
  return left.length - right.length;
}

/** Both texts together; `null` beyond the bound on a field. */
export function concatenate(left: string, right: string): string | null {
  return left.length + right.length > fieldBytesMax ? null : composed(left + right);
}

/** Characters (code points). */
export function sizeOf(text: string): number {
  let size = text.length;
  for (let index = 0; index < text.length - 1; index += 1)
    if (isPair(text, index)) {
      size -= 1;
      index += 1;
    }
  return size;
}

/** From a character to before another, counted from 0; `null` out of range. */
export function substring(text: string, from: bigint, to: bigint | null): string | null {
  const characters = [...text];
  const end = to ?? BigInt(characters.length);
  if (from < 0n || end < from || end > BigInt(characters.length)) return null;
  return characters.slice(Number(from), Number(end)).join("");
}

/** Whether one text stands in another, in time linear in both whatever they are. */
export function contains(text: string, part: string): boolean {
  if (part.length <= 16 || text.length * part.length <= 1_000_000) return text.includes(part);
  return includesByPrefixTable(text, part);
}

/** Knuth, Morris, Pratt: the engine's own search takes quadratic time on hostile texts. */
function includesByPrefixTable(text: string, part: string): boolean {
  const table = new Int32Array(part.length);
  for (let index = 1, matched = 0; index < part.length; index += 1) {
    while (matched > 0 && part.charCodeAt(index) !== part.charCodeAt(matched))
      matched = table[matched - 1] ?? 0;
    if (part.charCodeAt(index) === part.charCodeAt(matched)) matched += 1;
    table[index] = matched;
  }
  for (let index = 0, matched = 0; index < text.length; index += 1) {
    while (matched > 0 && text.charCodeAt(index) !== part.charCodeAt(matched))
      matched = table[matched - 1] ?? 0;
    if (text.charCodeAt(index) === part.charCodeAt(matched)) matched += 1;
    if (matched === part.length) return true;
  }
  return false;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function isPair(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
}
