import type { ColumnProfile } from "./column-profile.ts";

/** A shape that values of a column have, and the share of its kept values that have it. */
export interface ValuePattern {
  /** `A` and `a` for letters, `9` for a digit, what stands between as it is; more than four in a row are `A+`. */
  readonly pattern: string;
  readonly share: number;
}

/** The commonest shapes of a column, by distinct values. */
export function patternsOf({ kept }: ColumnProfile, patternsMax: number): readonly ValuePattern[] {
  const counts = new Map<string, number>();
  for (const { text } of kept) {
    const pattern = patternOf(text);
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a, one], [b, two]) => two - one || (a < b ? -1 : 1))
    .slice(0, patternsMax)
    .map(([pattern, count]) => ({ pattern, share: count / kept.length }));
}

function patternOf(text: string): string {
  return text
    .slice(0, 40)
    .replace(/\p{Lu}/gu, "A")
    .replace(/\p{L}/gu, (letter) => (letter === "A" ? letter : "a"))
    .replace(/\p{Nd}/gu, "9")
    .replace(/A{5,}/g, "A+")
    .replace(/a{5,}/g, "a+")
    .replace(/9{5,}/g, "9+");
}
