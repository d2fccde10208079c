import { nameLikeness } from "./names.ts";
import type { Look } from "./plan-look.ts";
import { nameAt, type SeenFile, type Shared, type Side } from "./relations.ts";
import { type Agreement, agreements, joinRows, type RowPair, type SampleRow } from "./row-sample.ts";

/** The files, what may relate them, and by file the rows that were looked at for it. */
export interface Seen {
  readonly files: readonly SeenFile[];
  readonly look: Look;
  readonly samples: readonly (readonly SampleRow[])[];
}

/** What two files say of the things that their rows are taken for. */
export interface TestedRows {
  readonly left: number;
  readonly right: number;
  readonly pairs: number;
  /** Columns that agree, each at most once. */
  readonly agreements: readonly Agreement[];
  /** All that agrees now and then, for columns of like names. */
  readonly all: readonly Agreement[];
}

/** Pairs of rows that one guess is put to the test with. */
const pairsMax = 4_000;

/** The rows of two files that hold the same; with `once`, each of them in one pair alone. */
export function joined(
  { samples }: Seen,
  { left, right }: Shared,
  { once }: { readonly once: boolean },
): readonly RowPair[] {
  const rowsOf = ({ file, columns }: Side) => ({ rows: samples[file] ?? [], columns });
  return joinRows(rowsOf(left), rowsOf(right), { pairsMax, once });
}

/** Puts to the test whether rows are of one thing, by what else agrees in them. */
export function testRows(
  { files }: Seen,
  pairs: readonly RowPair[],
  { left, right }: { readonly left: number; readonly right: number },
): TestedRows {
  const widthOf = (file: number) => files[file]?.profile.columns.length ?? 0;
  const all = agreements(pairs, widthOf(left), widthOf(right));
  return {
    ...{ left, right, all },
    pairs: pairs.length,
    agreements: eachOnce(telling(files, all, { left, right, pairs: pairs.length })),
  };
}

/** Those that agree more often than by chance, and often enough. */
function telling(
  files: readonly SeenFile[],
  all: readonly Agreement[],
  { left, right, pairs }: { readonly left: number; readonly right: number; readonly pairs: number },
): readonly Agreement[] {
  const enough = Math.min(3, pairs);
  const likeness = (one: Agreement) =>
    nameLikeness(nameAt(files, left, one.left), nameAt(files, right, one.right));
  return all
    .filter((one) => one.agree >= enough && one.share >= 0.3 && one.share - one.chance >= 0.25)
    .map((one) => ({ one, rank: one.share - one.chance + likeness(one) }))
    .sort((a, b) => b.rank - a.rank)
    .map(({ one }) => one);
}

function eachOnce(ranked: readonly Agreement[]): readonly Agreement[] {
  const lefts = new Set<number>();
  const rights = new Set<number>();
  return ranked.filter(({ left, right }) => {
    if (lefts.has(left) || rights.has(right)) return false;
    lefts.add(left);
    rights.add(right);
    return true;
  });
}
