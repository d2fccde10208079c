import { invariant } from "../../errors.ts";
import type { BodyItem } from "./entry.ts";
import type { Replayed } from "./replayed.ts";

/** Leave for one copy to differ, as the log tells it. */
export interface ReplayedWaiver {
  readonly until: string;
  readonly since: number;
  /** Who gave it, and why. */
  readonly by: Replayed;
  readonly reason: Replayed;
  /** The decision on a group by which it was given, in the short form of its id; `null`: for this copy alone. */
  readonly group: string | null;
}

/**
 * What an item `set` says of leave for the copy in `record` to differ, in `detail.what`. `waive`: a person gave it, until the day
 * `detail.until`, and where he decided on a group of them by the decision `detail.group`. `waive-end`: it has ended; `detail.why`
 * says how, and `detail.group` with which decision on a group it was taken back. `local`, `local-end`: the
 * same by the model, for edits at the copy; those follow from the divergence and are told only.
 */
export type LeaveWhat = "waive" | "waive-end" | "local" | "local-end";

/** Applies what an item says of a waiver; one that is about something else changes none. */
export function applyWaiver(
  waivers: Map<string, ReplayedWaiver>,
  { fact, record, detail }: BodyItem,
  { since, by, reason }: Pick<ReplayedWaiver, "since" | "by" | "reason">,
): void {
  const what = detail?.what;
  if (what !== "waive" && what !== "waive-end") return;
  invariant(fact !== undefined && typeof record === "string", "A waiver is of a fact in a record.");
  const key = `${record} ${fact}`;
  if (what === "waive-end") waivers.delete(key);
  else {
    const { until, group = null } = detail ?? {};
    invariant(typeof until === "string", "A waiver ends on a day.");
    invariant(group === null || typeof group === "string", "A group is decided under an id.");
    waivers.set(key, { until, since, by, reason, group });
  }
}
