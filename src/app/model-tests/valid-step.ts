import { beginOf } from "../../core/golden/validity.ts";
import type { Source } from "../../core/model/source.ts";
import { shownMoment, type WorldMoment } from "../../core/value/world-moment.ts";
import type { StoredRecord } from "../../store/state.ts";

/** When a slice is true, as a history tells it; `null` is an end that is open. */
export interface Moments {
  readonly from: string | null;
  readonly to: string | null;
}

/** When a slice is true, as its record stands now. */
export const shownMoments = ({ valid }: StoredRecord): Moments => ({
  from: shownOrNone(valid?.from ?? ""),
  to: shownOrNone(valid?.to ?? ""),
});

/** From when a slice is true. */
export const shownBegin = (record: StoredRecord): string | null => shownOrNone(beginOf(record));

const shownOrNone = (moment: WorldMoment): string | null => (moment === "" ? null : shownMoment(moment));

/** What a step of a test says of when its record is true. */
export interface ValidStep {
  readonly valid?: { readonly from?: string; readonly to?: string };
}

/** Nothing where the source is not dated, or the record is true always. */
export function validStep(source: Source | undefined, { from, to }: Moments): ValidStep {
  if (source?.valid == null || (from === null && to === null)) return {};
  const { zone } = source.valid;
  return {
    valid: {
      ...(from === null ? {} : { from: inZone(from, zone) }),
      ...(to === null ? {} : { to: inZone(to, zone) }),
    },
  };
}

/** A day of the log begins in UTC, one of a test in the zone of its source. */
const inZone = (moment: string, zone: string | null): string =>
  moment.length === 10 && zone !== null ? `${moment}T00:00:00Z` : moment;
