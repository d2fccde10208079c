import { type ColumnAt, columnKey } from "./cluster-columns.ts";
import type { SeenFile } from "./relations.ts";
import type { SameThings } from "./same-things.ts";

/** Who is believed for a fact, as a guess, and why. */
export interface GuessedAuthority {
  readonly member: ColumnAt;
  readonly reason: string;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/**
 * Guesses the authority among columns that hold one fact: who agrees most with the others, who fills it most, who
 * has the longest texts (copies are cut), who has the most records; else the file that was named first.
 */
export function guessAuthority(
  files: readonly SeenFile[],
  members: readonly ColumnAt[],
  same: readonly SameThings[],
): GuessedAuthority {
  const columnOf = ({ file, column }: ColumnAt) => files[file]?.profile.columns[column];
  const nameOf = ({ file }: ColumnAt) => files[file]?.name ?? "";
  const rowsOf = ({ file }: ColumnAt) => files[file]?.profile.rows ?? 0;
  const fill = (at: ColumnAt) => (columnOf(at)?.filled ?? 0) / Math.max(1, rowsOf(at));
  const agreement = (at: ColumnAt) => meanAgreement(at, members, same);
  const length = (at: ColumnAt) => columnOf(at)?.lengths.max ?? 0;
  const [first, second] = members;
  if (first === undefined || second === undefined)
    return {
      member: first ?? { file: 0, column: 0 },
      reason: `${first === undefined ? "" : nameOf(first)} alone has it`,
    };
  const by = (measure: (at: ColumnAt) => number, ahead: (best: number, next: number) => boolean) => {
    const ranked = members.toSorted((a, b) => measure(b) - measure(a));
    const [best, next] = ranked;
    return best !== undefined && next !== undefined && ahead(measure(best), measure(next))
      ? { best, next }
      : null;
  };
  if (members.length > 2) {
    const found = by(agreement, (best, next) => best - next > 0.03);
    if (found !== null)
      return {
        member: found.best,
        reason: `${nameOf(found.best)} agrees most with the others (${percent(agreement(found.best))} on average; ${nameOf(found.next)} ${percent(agreement(found.next))})`,
      };
  }
  const fuller = by(fill, (best, next) => best - next > 0.02);
  if (fuller !== null)
    return {
      member: fuller.best,
      reason: `${nameOf(fuller.best)} has it in ${percent(fill(fuller.best))} of its rows (${nameOf(fuller.next)} ${percent(fill(fuller.next))})`,
    };
  const longer = by(length, (best, next) => best >= 12 && best > next * 1.3);
  if (longer !== null)
    return {
      member: longer.best,
      reason: `${nameOf(longer.best)} has the longest values, up to ${length(longer.best)} characters (${nameOf(longer.next)} ${length(longer.next)})`,
    };
  const more = by(rowsOf, (best, next) => best > next * 1.02);
  if (more !== null)
    return {
      member: more.best,
      reason: `${nameOf(more.best)} has the most rows, ${rowsOf(more.best)} (${nameOf(more.next)} ${rowsOf(more.next)})`,
    };
  return { member: first, reason: `nothing sets them apart; ${nameOf(first)} was named first` };
}

function meanAgreement(at: ColumnAt, members: readonly ColumnAt[], same: readonly SameThings[]): number {
  const shares = members
    .filter((other) => columnKey(other) !== columnKey(at))
    .map((other) => shareBetween(at, other, same))
    .filter((share) => share !== null);
  return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** The share of matched rows in which two columns agree; `null` where their files were not compared. */
export function shareBetween(one: ColumnAt, other: ColumnAt, same: readonly SameThings[]): number | null {
  const [left, right] = one.file < other.file ? [one, other] : [other, one];
  const tested = same.find((each) => each.left === left.file && each.right === right.file);
  if (tested === undefined || tested.pairs === 0) return null;
  const isKey =
    tested.by?.left.columns.includes(left.column) && tested.by.right.columns.includes(right.column);
  if (isKey) return 1;
  return tested.all.find((each) => each.left === left.column && each.right === right.column)?.share ?? 0;
}
