/** Joins what is hashed for a lookup, so that no two different lists of parts give the same text. */
export function lookupText(...parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join("");
}
