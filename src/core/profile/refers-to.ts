import { thingsIn } from "./names.ts";
import {
  isKeyOf,
  mayRefer,
  nameAt,
  namesTarget,
  type SeenFile,
  type Shared,
  type Side,
} from "./relations.ts";
import type { Agreement } from "./row-sample.ts";
import type { SameThings } from "./same-things.ts";
import { joined, type Seen, testRows } from "./tested-rows.ts";

/** A column whose values name rows of another file. */
export interface RefersTo {
  readonly by: Shared;
  readonly pairs: number;
  /** Columns that repeat what the other file says: copies. */
  readonly agreements: readonly Agreement[];
}

/** The columns that name rows of files of another group, the surest first. */
export function references(
  seen: Seen,
  { groups, same }: { readonly groups: readonly number[]; readonly same: readonly SameThings[] },
): readonly RefersTo[] {
  const { files, look } = seen;
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
    const tested = testRows(seen, joined(seen, by, { once: false }), {
      left: by.left.file,
      right: by.right.file,
    });
    const copied = tested.agreements.filter(({ left, right }) => isCopy(files, by, left, right));
    found.push({ by, pairs: tested.pairs, agreements: copied });
  }
  return found;
}

const isSideOf = (by: Shared | null, { file, columns }: Side): boolean =>
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
