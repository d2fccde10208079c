import { guessKey, keyTuples, likeNamedTuples } from "./identifier.ts";
import { mayBeSame, mayRefer, type SeenFile, type Shared, sharedBetween } from "./relations.ts";
import type { Wanted } from "./row-sample.ts";

/** A file that only says which records of two others are the same things. */
export interface CrosswalkFile {
  readonly file: number;
  /** Its column, and the key column of another file that it holds. */
  readonly left: Shared;
  readonly right: Shared;
}

/** What is to be looked at in a second reading, to tell what the files share from what only looks so. */
export interface Look {
  readonly crosswalks: readonly CrosswalkFile[];
  readonly shared: readonly Shared[];
  /** By file, the rows that are needed. */
  readonly wanted: readonly (readonly Wanted[])[];
}

/** What may relate the files, from their profiles alone. */
export function planLook(files: readonly SeenFile[]): Look {
  const crosswalks = files.flatMap((_, at) => crosswalksIn(files, at));
  const crossing = new Set(crosswalks.map(({ file }) => file));
  const shared: Shared[] = [];
  for (let left = 0; left < files.length; left++)
    for (let right = 0; right < files.length; right++) {
      if (left === right || crossing.has(left) || crossing.has(right)) continue;
      const found = sharedBetween(files, left, right);
      shared.push(...found.filter((one) => (left < right && mayBeSame(one)) || mayRefer(files, one)));
    }
  const wanted: Wanted[][] = files.map(() => []);
  for (const { left, right, common } of [...shared, ...crosswalks.flatMap((one) => [one.left, one.right])]) {
    const hashes = new Set(common);
    wanted[left.file]?.push({ columns: left.columns, hashes });
    wanted[right.file]?.push({ columns: right.columns, hashes });
  }
  return { crosswalks, shared, wanted };
}

/** By file, the combinations of columns to be measured in a reading of its own: for a key, and for what files share. */
export function tuplesToMeasure(files: readonly SeenFile[]): readonly (readonly (readonly number[])[])[] {
  const tuples = files.map(
    ({ profile }) => new Map(keyTuples(profile).map((tuple) => [tuple.join(), tuple])),
  );
  for (const [left, one] of files.entries())
    for (const [right, other] of files.entries()) {
      if (left === right || one.profile.rows < 2 || other.profile.rows < 2) continue;
      const alone = sharedBetween(files, left, right).some(
        (shared) => mayBeSame(shared) && Math.max(shared.inLeft, shared.inRight) >= 0.3,
      );
      if (alone) continue;
      for (const tuple of likeNamedTuples(one.profile, other.profile)) tuples[left]?.set(tuple.join(), tuple);
    }
  return tuples.map((each) => [...each.values()]);
}

/** The ways in which a narrow file could hold pairs of keys of two others. */
function crosswalksIn(files: readonly SeenFile[], file: number): readonly CrosswalkFile[] {
  const { profile } = files[file] ?? { profile: null };
  if (profile === null || profile.columns.length !== 2 || files.length < 3 || profile.rows < 2) return [];
  const held = files.flatMap((other, at) => {
    const key = at === file ? null : guessKey(other.profile, other.tuples);
    if (key === null || key.columns.length !== 1) return [];
    return sharedBetween(files, file, at).filter(
      (one) => one.right.columns[0] === key.columns[0] && one.inRight >= 0.9 && one.uniqueRight >= 0.95,
    );
  });
  return held.flatMap((left) =>
    held
      .filter((right) => left.left.columns[0] === 0 && right.left.columns[0] === 1)
      .filter((right) => left.right.file !== right.right.file)
      .map((right) => ({ file, left, right })),
  );
}
