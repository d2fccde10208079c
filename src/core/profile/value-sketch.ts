import { hashEnd } from "./hash-text.ts";

/** One distinct value of a column that is kept, with the number of rows that hold it. */
export interface KeptValue {
  readonly hash: number;
  /** As it was written; of several spellings the first by code units. */
  readonly text: string;
  /** Exact: a value that is kept at the end was kept from its first row on. */
  readonly count: number;
}

/**
 * The distinct values of a column in bounded memory: those with the lowest hashes, at most `size` of them. All of
 * them while there are no more; beyond, an even sample that is the same whatever the order of the rows, that merges,
 * and that falls on the same values in every column, so that overlaps can be told from two of them.
 */
export class ValueSketch {
  readonly size: number;
  readonly #kept = new Map<number, { hash: number; text: string; count: number }>();
  /** The highest hash that may be kept. */
  #bound = hashEnd;

  constructor(size: number) {
    this.size = size;
  }

  add(hash: number, text: string, count = 1): void {
    if (hash > this.#bound) return;
    const known = this.#kept.get(hash);
    if (known === undefined) {
      this.#kept.set(hash, { hash, text, count });
      // Pruned now and then, as sorting for each new value would cost more than the memory it saves.
      if (this.#kept.size >= this.size * 2) this.#prune();
      return;
    }
    known.count += count;
    if (text < known.text) known.text = text;
  }

  merge(other: ValueSketch): void {
    other.#prune();
    this.#bound = Math.min(this.#bound, other.#bound);
    for (const { hash, text, count } of other.#kept.values()) this.add(hash, text, count);
    for (const hash of this.#kept.keys()) if (hash > this.#bound) this.#kept.delete(hash);
    this.#prune();
  }

  /** The kept values by hash. */
  values(): readonly KeptValue[] {
    this.#prune();
    return [...this.#kept.values()].sort((a, b) => a.hash - b.hash);
  }

  /** The highest hash up to which every value of the column is kept. */
  get bound(): number {
    this.#prune();
    return this.#bound;
  }

  /** How many distinct values there are: counted while all are kept, else estimated from how dense the kept ones lie. */
  get distinct(): number {
    this.#prune();
    if (this.#bound === hashEnd) return this.#kept.size;
    return Math.round((this.#kept.size - 1) / (this.#bound / hashEnd));
  }

  /** Whether all distinct values are kept, so that every number of it is exact. */
  get exact(): boolean {
    this.#prune();
    return this.#bound === hashEnd;
  }

  #prune(): void {
    if (this.#kept.size <= this.size) return;
    const hashes = Float64Array.from(this.#kept.keys()).sort();
    this.#bound = hashes[this.size - 1] ?? hashEnd;
    for (const hash of this.#kept.keys()) if (hash > this.#bound) this.#kept.delete(hash);
  }
}

/** How many values two columns share, estimated from what both keep. */
export interface Overlap {
  /** Values of both that were compared: those up to the lower of the two bounds. */
  readonly left: number;
  readonly right: number;
  readonly common: readonly number[];
}

/** The kept values that two sorted lists share, up to the bound to which both are whole. */
export function overlapOf(
  left: { readonly kept: readonly KeptValue[]; readonly bound: number },
  right: { readonly kept: readonly KeptValue[]; readonly bound: number },
): Overlap {
  const bound = Math.min(left.bound, right.bound);
  const common: number[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const a = left.kept[i]?.hash ?? hashEnd;
    const b = right.kept[j]?.hash ?? hashEnd;
    const leftOver = a > bound || i >= left.kept.length;
    const rightOver = b > bound || j >= right.kept.length;
    if (leftOver && rightOver) return { left: i, right: j, common };
    if (!leftOver && !rightOver && a === b) {
      common.push(a);
      i++;
      j++;
    } else if (rightOver || (!leftOver && a < b)) i++;
    else j++;
  }
}
