import type { RawObject } from "../value/raw.ts";
import type { FileProfile } from "./file-profile.ts";
import { rowHashes, tupleHash } from "./identifier.ts";

/** Rows of one file, kept to put guesses to the test: the hash of each cell, -1 where it is blank. */
export type SampleRow = Float64Array;

/** Which rows of a file are wanted: those whose columns come to one of these hashes. */
export interface Wanted {
  readonly columns: readonly number[];
  readonly hashes: ReadonlySet<number>;
}

/** Keeps the rows that are wanted, the first `rowsMax` for each wish. */
export class RowSampler {
  readonly #file: FileProfile;
  readonly #wanted: readonly Wanted[];
  /** By wish, how many rows it still wants; and how many wishes still want some. */
  readonly #left: number[];
  #open: number;
  readonly rows: SampleRow[] = [];

  constructor(file: FileProfile, wanted: readonly Wanted[], rowsMax: number) {
    this.#file = file;
    this.#wanted = wanted;
    this.#left = wanted.map(() => rowsMax);
    this.#open = wanted.length;
  }

  add(fields: RawObject): void {
    if (this.#open === 0) return;
    const hashes = rowHashes(this.#file, fields);
    let isWanted = false;
    for (const [i, { columns, hashes: set }] of this.#wanted.entries()) {
      const left = this.#left[i] ?? 0;
      if (left === 0) continue;
      const hash = tupleHash(columns.map((at) => hashes[at] ?? -1));
      if (hash === null || !set.has(hash)) continue;
      isWanted = true;
      this.#left[i] = left - 1;
      if (left === 1) this.#open--;
    }
    if (isWanted) this.rows.push(hashes);
  }
}

/** Two rows that are taken for one thing, by their cells. */
export type RowPair = readonly [left: SampleRow, right: SampleRow];

/**
 * Joins the rows of two samples by equal values; a value that several rows hold joins the first of each side. The
 * pairs come in the order of their hashes, so that neighbours have nothing to do with each other.
 */
export function joinRows(
  left: { readonly rows: readonly SampleRow[]; readonly columns: readonly number[] },
  right: { readonly rows: readonly SampleRow[]; readonly columns: readonly number[] },
  options: { readonly pairsMax: number; readonly once: boolean },
): readonly RowPair[] {
  const index = new Map<number, SampleRow>();
  for (const row of right.rows) {
    const hash = tupleHash(right.columns.map((at) => row[at] ?? -1));
    if (hash !== null && !index.has(hash)) index.set(hash, row);
  }
  const pairs: { readonly hash: number; readonly pair: RowPair }[] = [];
  for (const row of left.rows) {
    const hash = tupleHash(left.columns.map((at) => row[at] ?? -1));
    const other = hash === null ? undefined : index.get(hash);
    if (other === undefined || hash === null) continue;
    if (options.once) index.delete(hash);
    pairs.push({ hash, pair: [row, other] });
  }
  return pairs
    .sort((a, b) => a.hash - b.hash)
    .slice(0, options.pairsMax)
    .map(({ pair }) => pair);
}

/** How often two columns agree on rows that are taken for one thing, beside how often they would anyway. */
export interface Agreement {
  readonly left: number;
  readonly right: number;
  /** Pairs in which both are filled. */
  readonly both: number;
  readonly agree: number;
  /** Share that agrees, and share that agrees between rows that have nothing to do with each other. */
  readonly share: number;
  readonly chance: number;
}

/** Compares each column of the left with each of the right over the pairs. */
export function agreements(
  pairs: readonly RowPair[],
  columnsLeft: number,
  columnsRight: number,
): readonly Agreement[] {
  const found: Agreement[] = [];
  const shifted =
    pairs.length > 1 ? pairs.map(([left], i) => [left, pairs[(i + 1) % pairs.length]?.[1]] as const) : [];
  for (let left = 0; left < columnsLeft; left++)
    for (let right = 0; right < columnsRight; right++) {
      const { both, agree } = countEqual(pairs, left, right);
      if (agree === 0) continue;
      const stranger = countEqual(shifted, left, right);
      const chance = stranger.both === 0 ? 0 : stranger.agree / stranger.both;
      found.push({ left, right, both, agree, share: agree / both, chance });
    }
  return found;
}

function countEqual(
  pairs: readonly (readonly [SampleRow, SampleRow | undefined])[],
  left: number,
  right: number,
): { both: number; agree: number } {
  let both = 0;
  let agree = 0;
  for (const [one, other] of pairs) {
    const a = one[left] ?? -1;
    const b = other?.[right] ?? -1;
    if (a < 0 || b < 0) continue;
    both++;
    if (a === b) agree++;
  }
  return { both, agree };
}
