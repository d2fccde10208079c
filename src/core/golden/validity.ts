import { compareDecimal, parseDecimal } from "../value/decimal.ts";
import type { WorldMoment } from "../value/world-moment.ts";

/**
 * From when until when a record is true in the world: from `from` (`""`: since ever), until before `to` (`null`: until the next
 * slice of its key begins).
 */
export interface Valid {
  readonly from: WorldMoment;
  readonly to: WorldMoment | null;
}

/** What dates one record; a record that is not dated holds always (`null`). */
export interface Slice {
  readonly source: string;
  readonly key: string;
  readonly deleted: boolean;
  readonly valid: Valid | null;
}

/** A validity; `null` for one without bounds, which is what a record has that is not dated. */
export const validity = (from: WorldMoment, to: WorldMoment | null): Valid | null =>
  from === "" && to === null ? null : { from, to };

export const beginOf = ({ valid }: Pick<Slice, "valid">): WorldMoment => valid?.from ?? "";

/** The name of one slice within its source; of a record that is not dated it is the key. */
export const sliceName = (key: string, from: WorldMoment): string =>
  from === "" ? key : `${key}\u0000${from}`;

/**
 * The records that are true at a moment: of each key at most one, the living slice that began last, unless it has ended.
 * Records that are not dated are all of them.
 */
export function inForce<Of extends Slice>(records: readonly Of[], calendar: WorldMoment): readonly Of[] {
  if (!isDated(records)) return records;
  const last = new Map<string, Of>();
  for (const record of records) {
    const begin = beginOf(record);
    if (record.deleted || begin > calendar) continue;
    const name = keyName(record);
    const other = last.get(name);
    if (other === undefined || beginOf(other) < begin) last.set(name, record);
  }
  return records.filter((record) => last.get(keyName(record)) === record && !hasEnded(record, calendar));
}

export const isDated = (records: readonly Slice[]): boolean => records.some(({ valid }) => valid !== null);

const hasEnded = ({ valid }: Slice, calendar: WorldMoment): boolean =>
  valid !== null && valid.to !== null && valid.to <= calendar;

/** The first moment after the calendar at which another slice comes into force, or one ends; `null` for none. */
export function nextBoundary(records: readonly Slice[], calendar: WorldMoment): WorldMoment | null {
  let next: WorldMoment | null = null;
  for (const { deleted, valid } of records) {
    if (deleted || valid === null) continue;
    for (const bound of [valid.from, valid.to])
      if (bound !== null && bound > calendar && (next === null || bound < next)) next = bound;
  }
  return next;
}

/** Whether two validities of one key contradict each other: one begins before the other has ended, as that one says itself. */
export function overlap(one: Valid | null, other: Valid | null): boolean {
  const [a, b] = [one ?? always, other ?? always];
  if (a.from === b.from) return false;
  const [earlier, later] = a.from < b.from ? [a, b] : [b, a];
  return earlier.to !== null && later.from < earlier.to;
}

const always: Valid = { from: "", to: null };

/** The living slices of each key that has more than one validity, with the end that each has in fact, in their order. */
export function periods<Of extends Slice>(
  records: readonly Of[],
): readonly { readonly record: Of; readonly from: WorldMoment; readonly to: WorldMoment | null }[] {
  const ofKeys = new Map<string, Of[]>();
  for (const record of records) {
    if (record.deleted) continue;
    const beside = ofKeys.get(keyName(record));
    if (beside === undefined) ofKeys.set(keyName(record), [record]);
    else beside.push(record);
  }
  return [...ofKeys.values()].filter(isDated).flatMap((slices) => {
    const sorted = slices.toSorted((a, b) => (beginOf(a) < beginOf(b) ? -1 : 1));
    return sorted.map((record, at) => {
      const next = sorted[at + 1]?.valid?.from ?? null;
      const to = record.valid?.to ?? null;
      return { record, from: beginOf(record), to: to === null || (next !== null && next < to) ? next : to };
    });
  });
}

/** The keys of which two living slices contradict each other, as `source` and both records. */
export function overlaps<Of extends Slice>(records: readonly Of[]): readonly (readonly [Of, Of])[] {
  if (!isDated(records)) return [];
  const living = records.filter(({ deleted }) => !deleted);
  return living.flatMap((one, at) =>
    living
      .slice(at + 1)
      .filter((other) => keyName(one) === keyName(other) && overlap(one.valid, other.valid))
      .map((other) => [one, other] as const),
  );
}

/** By which the later of two statements about one key and beginning is known: numbers by their size, else by their text. */
export function compareOrder(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  if (left !== null && right !== null) return compareDecimal(left, right);
  return a < b ? -1 : 1;
}

const keyName = ({ source, key }: Slice): string => `${source}\u0000${key}`;
