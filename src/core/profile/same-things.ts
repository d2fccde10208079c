import { rolesOf } from "./file-roles.ts";
import { isGeneric, thingsIn, wordsIn } from "./names.ts";
import type { CrosswalkFile } from "./plan-look.ts";
import { isKeyOf, mayBeSame, nameAt, type SeenFile, type Shared, type Side } from "./relations.ts";
import type { RowPair } from "./row-sample.ts";
import { joined, type Seen, type TestedRows, testRows } from "./tested-rows.ts";

/** Two files that describe the same things, and how that is seen. */
export interface SameThings extends TestedRows {
  /** The columns whose equal values make rows the same thing; `null` where a crosswalk file says so. */
  readonly by: Shared | null;
  readonly crosswalk: CrosswalkFile | null;
}

/** Of the ways to read each crosswalk file the one under which the records agree best. */
export function bestCrosswalks(seen: Seen): readonly SameThings[] {
  const best = new Map<number, SameThings>();
  for (const crosswalk of seen.look.crosswalks) {
    const { left, right, file } = crosswalk;
    const lefts = joined(seen, left, { once: false });
    const rights = new Map(joined(seen, right, { once: false }));
    const pairs = lefts.flatMap(([row, other]): RowPair[] => {
      const partner = rights.get(row);
      return partner === undefined ? [] : [[other, partner]];
    });
    const [one, two] = [left.right.file, right.right.file];
    const ordered = one < two ? pairs : pairs.map(([a, b]): RowPair => [b, a]);
    const sides = { left: Math.min(one, two), right: Math.max(one, two) };
    const tested = { ...testRows(seen, ordered, sides), by: null, crosswalk };
    const before = best.get(file);
    if (before === undefined || weight(tested) > weight(before)) best.set(file, tested);
  }
  return [...best.values()];
}

const weight = ({ agreements: all }: SameThings): number => all.reduce((sum, { share }) => sum + share, 0);

/** The columns by which two files most likely describe the same things; `null` where nothing stands the test. */
export function bestIdentity(
  seen: Seen,
  of: { readonly left: number; readonly right: number },
): SameThings | null {
  const { files, look } = seen;
  let best: { readonly same: SameThings; readonly score: number } | null = null;
  for (const shared of look.shared) {
    if (shared.left.file !== of.left || shared.right.file !== of.right || !mayBeSame(shared)) continue;
    const tested = testRows(seen, joined(seen, shared, { once: true }), of);
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

/** Whether a column is called after the other file, and holds its key: `erp_id` beside `erp.csv`. */
function isSaidLink(files: readonly SeenFile[], holder: Side, held: Side): boolean {
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
  // Several columns that number the rows of both are no reference of one to the other.
  if (shared.left.columns.length > 1 && isKeyOf(files, shared.left) && isKeyOf(files, shared.right))
    return false;
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

/** The number of the group of each file: files that describe the same things have the same. */
export function groupsOf(files: number, same: readonly SameThings[]): readonly number[] {
  const group = Array.from({ length: files }, (_, at) => at);
  for (const { left, right } of same) {
    const [from, to] = [group[right] ?? 0, group[left] ?? 0];
    for (const [at, each] of group.entries()) if (each === from) group[at] = to;
  }
  return group;
}
