import type { Random } from "./random.ts";

/** Takes so many of those that fit, none of which was taken before. */
export type Take<T> = (count: number, fits?: (one: T) => boolean) => T[];

/** Hands things out by chance, each once, so that what is planted in one of them is planted in no other. */
export function taker<T>(from: readonly T[], random: Random): Take<T> {
  const left = new Set(random.shuffled(from));
  return (count, fits = () => true) => {
    const taken: T[] = [];
    for (const one of left) {
      if (taken.length === count) break;
      if (fits(one)) taken.push(one);
    }
    if (taken.length < count) throw new RangeError(`only ${taken.length} of ${count} fit`);
    for (const one of taken) left.delete(one);
    return taken;
  };
}

/** Two and two of a list. */
export function pairs<T>(list: readonly T[]): (readonly [T, T])[] {
  return list.flatMap((left, i) => {
    const right = list[i + 1];
    return i % 2 === 0 && right !== undefined ? [[left, right] as const] : [];
  });
}
