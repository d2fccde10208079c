import { rolesOf } from "./file-roles.ts";
import { guessKey, keyTuples, likeNamedTuples } from "./identifier.ts";
import { isGeneric, nameLikeness, thingsIn, wordsIn } from "./names.ts";
import {
  mayBeSame,
  mayRefer,
  nameAt,
  namesTarget,
  type SeenFile,
  type Shared,
  sharedBetween,
} from "./relations.ts";
import {
  type Agreement,
  agreements,
  joinRows,
  type RowPair,
  type SampleRow,
  type Wanted,
} from "./row-sample.ts";

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

/** Two files that describe the same things, and how that is seen. */
export interface SameThings {
  /** The columns whose equal values make rows the same thing; `null` where a crosswalk file says so. */
  readonly by: Shared | null;
  readonly crosswalk: CrosswalkFile | null;
  readonly left: number;
  readonly right: number;
  readonly pairs: number;
  /** Columns that agree, each at most once. */
  readonly agreements: readonly Agreement[];
  /** All that agrees now and then, for columns of like names. */
  readonly all: readonly Agreement[];
}

/** A column whose values name rows of another file. */
export interface RefersTo {
  readonly by: Shared;
  readonly pairs: number;
  /** Columns that repeat what the other file says: copies. */
  readonly agreements: readonly Agreement[];
}

export interface Related {
  readonly same: readonly SameThings[];
  readonly refers: readonly RefersTo[];
  readonly crosswalks: readonly CrosswalkFile[];
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

/** Pairs of rows that one guess is put to the test with. */
const pairsMax = 4_000;

/** Puts what may relate the files to the test on the rows that were looked at. */
export function relate(
  files: readonly SeenFile[],
  look: Look,
  samples: readonly (readonly SampleRow[])[],
): Related {
  const crosswalks = bestCrosswalks(files, look, samples);
  const same = [...crosswalks];
  for (let left = 0; left < files.length; left++)
    for (let right = left + 1; right < files.length; right++) {
      if (same.some((one) => one.left === left && one.right === right)) continue;
      const best = bestIdentity(files, look, samples, { left, right });
      if (best !== null) same.push(best);
    }
  const groups = groupsOf(files.length, same);
  return {
    same,
    refers: references(files, look, samples, { groups, same }),
    crosswalks: crosswalks.flatMap(({ crosswalk }) => (crosswalk === null ? [] : [crosswalk])),
  };
}

/** The number of the group of each file: files that describe the same things have the same. */
export function groupsOf(files: number, same: readonly SameThings[]): readonly number[] {
  const group = Array.from({ length: files }, (_, at) => at);
  for (const { left, right } of same) {
    const [from, to] = [group[right] ?? 0, group[left] ?? 0];
    for (const [at, each] of group.entries()) if (each === from) group[at] = to;
  }
  return group;
}

/** Of the ways to read each crosswalk file the one under which the records agree best. */
function bestCrosswalks(
  files: readonly SeenFile[],
  look: Look,
  samples: readonly (readonly SampleRow[])[],
): readonly SameThings[] {
  const best = new Map<number, SameThings>();
  for (const crosswalk of look.crosswalks) {
    const { left, right, file } = crosswalk;
    const lefts = joined(samples, left, false);
    const rights = new Map(joined(samples, right, false));
    const pairs = lefts.flatMap(([row, other]): RowPair[] => {
      const partner = rights.get(row);
      return partner === undefined ? [] : [[other, partner]];
    });
    const [one, two] = [left.right.file, right.right.file];
    const ordered = one < two ? pairs : pairs.map(([a, b]): RowPair => [b, a]);
    const tested = { ...test(files, ordered, Math.min(one, two), Math.max(one, two)), by: null, crosswalk };
    const before = best.get(file);
    if (before === undefined || weight(tested) > weight(before)) best.set(file, tested);
  }
  return [...best.values()];
}

const weight = ({ agreements: all }: SameThings): number => all.reduce((sum, { share }) => sum + share, 0);

function joined(
  samples: readonly (readonly SampleRow[])[],
  { left, right }: Shared,
  once: boolean,
): readonly RowPair[] {
  const rowsOf = ({ file, columns }: Shared["left"]) => ({ rows: samples[file] ?? [], columns });
  return joinRows(rowsOf(left), rowsOf(right), { pairsMax, once });
}

function test(files: readonly SeenFile[], pairs: readonly RowPair[], left: number, right: number) {
  const widthOf = (file: number) => files[file]?.profile.columns.length ?? 0;
  const all = agreements(pairs, widthOf(left), widthOf(right));
  return {
    left,
    right,
    pairs: pairs.length,
    all,
    agreements: eachOnce(telling(files, all, pairs.length, left, right)),
  };
}

/** Those that agree more often than by chance, and often enough. */
function telling(
  files: readonly SeenFile[],
  all: readonly Agreement[],
  pairs: number,
  left: number,
  right: number,
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

/** The columns by which two files most likely describe the same things; `null` where nothing stands the test. */
function bestIdentity(
  files: readonly SeenFile[],
  look: Look,
  samples: readonly (readonly SampleRow[])[],
  of: { readonly left: number; readonly right: number },
): SameThings | null {
  let best: { readonly same: SameThings; readonly score: number } | null = null;
  for (const shared of look.shared) {
    if (shared.left.file !== of.left || shared.right.file !== of.right || !mayBeSame(shared)) continue;
    const tested = test(files, joined(samples, shared, true), of.left, of.right);
    const others = tested.agreements.filter(
      ({ left, right }) => !shared.left.columns.includes(left) && !shared.right.columns.includes(right),
    );
    if (!stands(files, shared, others.length)) continue;
    const common = Math.max(shared.inLeft, shared.inRight);
    const score =
      common * Math.min(shared.uniqueLeft, shared.uniqueRight) +
      0.15 * Math.min(others.length, 4) +
      0.2 * shared.likeness +
      // What both files know their rows by is steadier than an address that changes.
      (isKeyOf(files, shared.left) && isKeyOf(files, shared.right) ? 0.3 : 0) +
      (isSaidLink(files, shared.left, shared.right) || isSaidLink(files, shared.right, shared.left)
        ? 0.5
        : 0);
    const same = { ...tested, agreements: others, by: shared, crosswalk: null };
    if (best === null || score > best.score) best = { same, score };
  }
  return best?.same ?? null;
}

function isKeyOf(files: readonly SeenFile[], { file, columns }: Shared["left"]): boolean {
  const seen = files[file];
  const key = seen === undefined ? null : guessKey(seen.profile, seen.tuples);
  return key !== null && key.columns.join() === columns.join();
}

/** Whether a column is called after the other file, and holds its key: `erp_id` beside `erp.csv`. */
function isSaidLink(files: readonly SeenFile[], holder: Shared["left"], held: Shared["left"]): boolean {
  const column = wordsIn(nameAt(files, holder.file, holder.columns[0] ?? -1));
  const file = wordsIn((files[held.file]?.name ?? "").replace(/\.[^.]+$/, ""));
  return isKeyOf(files, held) && !isKeyOf(files, holder) && column.some((word) => file.includes(word));
}

/** Whether equal values mean the same thing: other columns agree too, or the values are no running numbers. */
function stands(files: readonly SeenFile[], shared: Shared, evidence: number): boolean {
  if (speaksOfOther(files, shared)) return false;
  const common = Math.max(shared.inLeft, shared.inRight);
  if (evidence > 0) return true;
  const name = nameAt(files, shared.left.file, shared.left.columns[0] ?? -1);
  if (shared.running) return shared.likeness === 1 && common >= 0.5 && !isGeneric(name);
  return common >= 0.3 || (shared.likeness >= 0.5 && common >= 0.1);
}

/** Whether a column of one file names what the other one is about, and its own file is about something else. */
function speaksOfOther(files: readonly SeenFile[], shared: Shared): boolean {
  const turned = { ...shared, left: shared.right, right: shared.left };
  const roles = rolesOf(files.map(({ name }) => name));
  const thingsOf = (file: number) => thingsIn(roles[file]?.thing ?? "");
  return [shared, turned].some((one) => {
    const own = thingsOf(one.left.file);
    const other = thingsOf(one.right.file);
    const column = thingsIn(nameAt(files, one.left.file, one.left.columns[0] ?? -1));
    const speaks = column.some((word) => other.includes(word));
    return speaks && !column.some((word) => own.includes(word)) && !own.some((word) => other.includes(word));
  });
}

function references(
  files: readonly SeenFile[],
  look: Look,
  samples: readonly (readonly SampleRow[])[],
  { groups, same }: { readonly groups: readonly number[]; readonly same: readonly SameThings[] },
): readonly RefersTo[] {
  const byColumn = new Map<string, Shared>();
  const rank = (one: Shared) =>
    2 * one.inRight +
    (namesTarget(files, one) ? 1 : 0) +
    one.likeness +
    (isKeyOf(files, one.right) ? 0.5 : 0);
  for (const shared of look.shared) {
    const { left, right } = shared;
    if (groups[left.file] === groups[right.file] || !mayRefer(files, shared)) continue;
    // What names the rows of its own file, or matches them with others, refers to nothing beside.
    const names =
      (isKeyOf(files, left) && !isKeyOf(files, right)) || same.some(({ by }) => isSideOf(by, left));
    if (names) continue;
    const name = `${left.file} ${left.columns[0]}`;
    const before = byColumn.get(name);
    if (before === undefined || rank(shared) > rank(before)) byColumn.set(name, shared);
  }
  const found: RefersTo[] = [];
  for (const by of [...byColumn.values()].sort((a, b) => rank(b) - rank(a))) {
    // A second column that always leads to the same row repeats what stands there, and is no reference of its own.
    const repeats = found.some(
      (one) =>
        one.by.left.file === by.left.file &&
        one.by.right.file === by.right.file &&
        one.agreements.some(({ left, share }) => left === by.left.columns[0] && share >= 0.5),
    );
    if (repeats) continue;
    const tested = test(files, joined(samples, by, false), by.left.file, by.right.file);
    const copied = tested.agreements.filter(({ left, right }) => isCopy(files, by, left, right));
    found.push({ by, pairs: tested.pairs, agreements: copied });
  }
  return found;
}

const isSideOf = (by: Shared | null, { file, columns }: Shared["left"]): boolean =>
  [by?.left, by?.right].some(
    (side) => side?.file === file && side.columns.some((at) => columns.includes(at)),
  );

/** A column that repeats the other file is called as there, or by the thing that it is about. */
function isCopy(files: readonly SeenFile[], by: Shared, left: number, right: number): boolean {
  if (by.left.columns.includes(left) || by.right.columns.includes(right)) return false;
  const things = [
    ...thingsIn((files[by.right.file]?.name ?? "").replace(/\.[^.]+$/, "")),
    ...thingsIn(nameAt(files, by.left.file, by.left.columns[0] ?? -1)),
  ];
  const words = thingsIn(nameAt(files, by.left.file, left));
  return words.some((word) => things.includes(word));
}
