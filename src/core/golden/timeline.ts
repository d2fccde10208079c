import { shownMoment, type WorldMoment } from "../value/world-moment.ts";
import type { ExplainInput, Period } from "./explanation.ts";
import type { RecordState } from "./golden.ts";
import { claimAbout, type FactPlan } from "./plan.ts";
import { periods } from "./validity.ts";

/** What dated sources that may be believed for a fact say of it, by time; empty where none of them is dated. */
export function timelineOf(plan: FactPlan, { records, calendar }: ExplainInput): readonly Period[] {
  if (plan.copyOf !== null) return [];
  const believed = new Set([
    ...plan.authorities.map(({ declared }) => declared.source),
    ...plan.attribute.fallback,
  ]);
  const stating = periods(records.filter(({ source }) => believed.has(source)));
  const told = stating.flatMap(({ record, from, to }): Period[] => {
    const claim = claimAbout(plan, record);
    if (claim === undefined) return [];
    const { source, id, key } = record;
    const { value, since } = claim;
    return [{ source, record: id, key, value, since, from, to, state: stateAt(from, to, calendar) }];
  });
  return told.toSorted((a, b) =>
    a.from === b.from ? (a.source < b.source ? -1 : 1) : a.from < b.from ? -1 : 1,
  );
}

function stateAt(from: WorldMoment, to: WorldMoment | null, calendar: WorldMoment): Period["state"] {
  if (from > calendar) return "to-come";
  return to !== null && to <= calendar ? "past" : "now";
}

/** Why a record says nothing at this moment, in words; `null` where it is in force. */
export function whyNotNow(
  record: RecordState,
  records: readonly RecordState[],
  calendar: WorldMoment,
): string | null {
  const of = records.filter(({ source, key }) => source === record.source && key === record.key);
  const period = periods(of).find((one) => one.record === record);
  if (period === undefined) return null;
  const state = stateAt(period.from, period.to, calendar);
  if (state === "to-come") return `It is true from ${shownMoment(period.from)} on.`;
  return state === "past" ? `It was true until ${shownMoment(period.to ?? "")}.` : null;
}
