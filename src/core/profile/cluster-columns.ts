import { typeOfColumn } from "./column-type.ts";
import { nameLikeness } from "./names.ts";
import { nameAt, type SeenFile } from "./relations.ts";
import type { SameThings } from "./same-things.ts";

/** A column of a file, by their places. */
export interface ColumnAt {
  readonly file: number;
  readonly column: number;
}

/** Columns that hold the same fact, at most one of each file. */
export interface Cluster {
  readonly members: readonly ColumnAt[];
}

export interface Clusters {
  readonly clusters: readonly Cluster[];
  /** Why columns that look alike stand apart, by column. */
  readonly apart: ReadonlyMap<string, string>;
}

export const columnKey = ({ file, column }: ColumnAt): string => `${file}:${column}`;

/** Columns of like names that agree in less than this share of enough pairs hold different facts. */
const agreeMin = 0.02;
const pairsEnough = 20;

/**
 * Puts the columns of one group of files together: those by which the rows were matched, then those whose values
 * agree, then those that are only called alike. `own` are columns that number the rows of one file and nothing else.
 */
export function clusterColumns(
  files: readonly SeenFile[],
  group: readonly number[],
  same: readonly SameThings[],
  own: ReadonlySet<string>,
): Clusters {
  const clusters = new Map<string, ColumnAt[]>();
  for (const file of group)
    for (const [column, { filled }] of (files[file]?.profile.columns ?? []).entries())
      if (filled > 0) clusters.set(columnKey({ file, column }), [{ file, column }]);
  const apart = new Map<string, string>();
  const join = (one: ColumnAt, other: ColumnAt): void => {
    const left = clusters.get(columnKey(one));
    const right = clusters.get(columnKey(other));
    if (left === undefined || right === undefined || left === right) return;
    if (left.some(({ file }) => right.some((each) => each.file === file))) return;
    const odd = writtenApart(files, one, other);
    if (odd !== null) {
      apart.set(columnKey(one), odd);
      apart.set(columnKey(other), odd);
      return;
    }
    left.push(...right);
    for (const each of right) clusters.set(columnKey(each), left);
  };
  for (const { by } of same)
    for (const [i, column] of (by?.left.columns ?? []).entries()) {
      if (by === null) continue;
      join({ file: by.left.file, column }, { file: by.right.file, column: by.right.columns[i] ?? -1 });
    }
  for (const one of agreeing(files, same))
    if (!own.has(columnKey(one.left)) && !own.has(columnKey(one.right))) join(one.left, one.right);
  for (const [left, right] of alike(files, group, same, own, apart)) join(left, right);
  return {
    clusters: [...new Set(clusters.values())].map((members) => ({
      members: members.toSorted((a, b) => a.file - b.file),
    })),
    apart,
  };
}

/** Why two columns that say the same cannot be compared as they stand; `null` where they can. */
function writtenApart(files: readonly SeenFile[], one: ColumnAt, other: ColumnAt): string | null {
  const [left, right] = [one, other].map(({ file, column }) => files[file]?.profile.columns[column]);
  if (left === undefined || right === undefined) return null;
  const [a, b] = [typeOfColumn(left), typeOfColumn(right)];
  if (a.written === b.written) return null;
  const name = (at: ColumnAt) => `${files[at.file]?.name} ${nameAt(files, at.file, at.column)}`;
  return `${name(one)} and ${name(other)} say the same, written in two ways: not compared until both are exported alike`;
}

function agreeing(files: readonly SeenFile[], same: readonly SameThings[]) {
  return same
    .flatMap((one) =>
      one.agreements.map((each) => ({
        left: { file: one.left, column: each.left },
        right: { file: one.right, column: each.right },
        rank:
          each.share -
          each.chance +
          nameLikeness(nameAt(files, one.left, each.left), nameAt(files, one.right, each.right)),
      })),
    )
    .sort((a, b) => b.rank - a.rank);
}

/** Pairs of columns that mean the same by their names, unless their values say otherwise. */
function* alike(
  files: readonly SeenFile[],
  group: readonly number[],
  same: readonly SameThings[],
  own: ReadonlySet<string>,
  apart: Map<string, string>,
): Generator<readonly [ColumnAt, ColumnAt]> {
  for (const [i, left] of group.entries())
    for (const right of group.slice(i + 1)) {
      const tested = same.find((one) => one.left === left && one.right === right);
      for (const [a, one] of (files[left]?.profile.columns ?? []).entries())
        for (const [b, other] of (files[right]?.profile.columns ?? []).entries()) {
          const [here, there] = [
            { file: left, column: a },
            { file: right, column: b },
          ];
          if (own.has(columnKey(here)) || own.has(columnKey(there))) continue;
          if (one.filled === 0 || other.filled === 0 || nameLikeness(one.name, other.name) < 1) continue;
          const found = tested?.all.find((each) => each.left === a && each.right === b);
          if (tested !== undefined && tested.pairs >= pairsEnough && (found?.share ?? 0) < agreeMin) {
            const words = `${files[left]?.name} and ${files[right]?.name} both have ${one.name}, and their values agree in ${found?.agree ?? 0} of ${tested.pairs} records: taken for different facts`;
            apart.set(columnKey(here), words);
            apart.set(columnKey(there), words);
            continue;
          }
          yield [here, there];
        }
    }
}
