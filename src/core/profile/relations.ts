import type { FileProfile } from "./file-profile.ts";
import { guessKey, type Identifier, mayIdentify, singleIdentifier } from "./identifier.ts";
import { isGeneric, meaningOf, nameLikeness, thingsIn } from "./names.ts";
import { overlapOf } from "./value-sketch.ts";

/** A file as guessing sees it. */
export interface SeenFile {
  /** Without its folder. */
  readonly name: string;
  readonly profile: FileProfile;
  /** Combinations of columns that were measured. */
  readonly tuples: readonly Identifier[];
}

/** One side of a relation: columns of a file. */
export interface Side {
  readonly file: number;
  readonly columns: readonly number[];
}

/** Columns of two files that hold the same values. */
export interface Shared {
  readonly left: Side;
  readonly right: Side;
  /** Share of the distinct values of each side that the other side has, estimated from the sketches. */
  readonly inRight: number;
  readonly inLeft: number;
  /** Hashes that both keep: the rows by which the guess is put to the test. */
  readonly common: readonly number[];
  /** How far each side tells rows apart, 0 to 1. */
  readonly uniqueLeft: number;
  readonly uniqueRight: number;
  /** How alike the names of the columns are, 0 to 1. */
  readonly likeness: number;
  /** Both are numbers without gaps: that they share values says nothing by itself. */
  readonly running: boolean;
}

/** Pairs of columns that are put to the test, for two files. */
const sharedMax = 12;

/** What two files share, the most promising first; both ways round. */
export function sharedBetween(files: readonly SeenFile[], left: number, right: number): readonly Shared[] {
  const found: Shared[] = [];
  const rights = identifiersOf(files[right]);
  for (const one of identifiersOf(files[left]))
    for (const other of rights) {
      const shared = share(files, { file: left, of: one }, { file: right, of: other });
      if (shared !== null) found.push(shared);
    }
  return found.sort((a, b) => promise(b) - promise(a)).slice(0, sharedMax);
}

function identifiersOf(file: SeenFile | undefined): readonly Identifier[] {
  if (file === undefined) return [];
  const singles = file.profile.columns.flatMap((column, at) =>
    mayIdentify(column) && column.distinct > 0 ? [singleIdentifier(column, at)] : [],
  );
  return [...singles, ...file.tuples];
}

interface Part {
  readonly file: number;
  readonly of: Identifier;
}

function share(files: readonly SeenFile[], left: Part, right: Part): Shared | null {
  if (left.of.columns.length !== right.of.columns.length) return null;
  const likeness = likenessOf(files, left, right);
  // Combinations are measured in the order of their names, and only like named ones are compared.
  if (left.of.columns.length > 1 && likeness < 1) return null;
  const overlap = overlapOf(left.of, right.of);
  if (overlap.common.length === 0) return null;
  const inRight = overlap.common.length / overlap.left;
  const inLeft = overlap.common.length / overlap.right;
  const uniqueLeft = left.of.distinct / left.of.filled;
  const uniqueRight = right.of.distinct / right.of.filled;
  const few = Math.min(left.of.distinct, right.of.distinct) < 3;
  if (Math.max(uniqueLeft, uniqueRight) < 0.8 || (Math.max(inRight, inLeft) < 0.05 && !few)) return null;
  return {
    left: { file: left.file, columns: left.of.columns },
    right: { file: right.file, columns: right.of.columns },
    inRight,
    inLeft,
    common: overlap.common,
    uniqueLeft,
    uniqueRight,
    likeness,
    running: isRunning(files, left) && isRunning(files, right),
  };
}

function likenessOf(files: readonly SeenFile[], left: Part, right: Part): number {
  const likenesses = left.of.columns.map((at, i) =>
    nameLikeness(nameAt(files, left.file, at), nameAt(files, right.file, right.of.columns[i] ?? -1)),
  );
  return likenesses.reduce((sum, each) => sum + each, 0) / Math.max(1, likenesses.length);
}

/** The name of a column. */
export function nameAt(files: readonly SeenFile[], file: number, column: number): string {
  return files[file]?.profile.columns[column]?.name ?? "";
}

/** Whole numbers that fill more than half of their range, as those that are counted up do. */
function isRunning(files: readonly SeenFile[], { file, of }: Part): boolean {
  const column = of.columns.length === 1 ? files[file]?.profile.columns[of.columns[0] ?? -1] : undefined;
  if (column?.range === undefined || column.range === null) return false;
  const integers = column.forms.get("integer") ?? 0;
  return integers / column.filled > 0.9 && column.distinct / (column.range.max - column.range.min + 1) > 0.4;
}

function promise(shared: Shared): number {
  const { inLeft, inRight, uniqueLeft, uniqueRight, likeness, running } = shared;
  return Math.max(inLeft, inRight) * Math.max(uniqueLeft, uniqueRight) + likeness - (running ? 0.5 : 0);
}

/** Whether the rows of both sides could be the same things, as far as values alone tell. */
export function mayBeSame({ uniqueLeft, uniqueRight }: Shared): boolean {
  return uniqueLeft >= 0.8 && uniqueRight >= 0.8;
}

/**
 * Whether the left columns refer to rows of the right: nearly all values are there, and they name rows. Running
 * numbers need a name that says what they number, since a quantity of three is in every list of ids.
 */
export function mayRefer(files: readonly SeenFile[], shared: Shared): boolean {
  const { left, right, inRight, uniqueRight, uniqueLeft, running } = shared;
  if (inRight < 0.8 || uniqueRight < 0.95 || left.columns.length > 1) return false;
  const column = files[left.file]?.profile.columns[left.columns[0] ?? -1];
  const target = files[right.file]?.profile.columns[right.columns[0] ?? -1];
  if (
    column === undefined ||
    target === undefined ||
    target.filled < (files[right.file]?.profile.rows ?? 0) * 0.8
  )
    return false;
  const named = namesTarget(files, shared);
  const isNumber = (column.forms.get("integer") ?? 0) / column.filled > 0.5;
  if (running || isNumber) return named;
  return (column.distinct > 1 || named) && (uniqueLeft < 0.8 || named);
}

/** Whether the left column's name speaks of the right file, or of the key that stands there. */
export function namesTarget(files: readonly SeenFile[], { left, right }: Shared): boolean {
  const column = nameAt(files, left.file, left.columns[0] ?? -1);
  const target = nameAt(files, right.file, right.columns[0] ?? -1);
  const things = new Set(thingsIn(column));
  const spoken = [...thingsIn(files[right.file]?.name.replace(/\.[^.]+$/, "") ?? ""), ...thingsIn(target)];
  return spoken.some((word) => things.has(word)) || (!isGeneric(target) && sameMeaning(column, target));
}

const sameMeaning = (one: string, other: string): boolean =>
  meaningOf(one).join(" ") === meaningOf(other).join(" ");

/** Whether columns are those by which their file most likely knows its rows. */
export function isKeyOf(files: readonly SeenFile[], { file, columns }: Side): boolean {
  const seen = files[file];
  const key = seen === undefined ? null : guessKey(seen.profile, seen.tuples);
  return key !== null && key.columns.join() === columns.join();
}
