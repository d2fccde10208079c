import { refuse } from "../../errors.ts";
import { dryRunRecordsMax } from "../../limits.ts";
import { calendarOfLoads } from "../calendar.ts";
import { applyObservation } from "../change/apply-observation.ts";
import { loadForObservations } from "../change/load-work.ts";
import { absentPages, deleteSlices } from "./delete-absent.ts";
import {
  doorOf,
  guard,
  type LoadAnswer,
  type Loading,
  notYetKnown,
  wasPassedOver,
  wordsOf,
} from "./loading.ts";

/**
 * The same account with nothing changed: everything is done in memory, on one work that is then dropped. That is bounded by a
 * refusal: what one row makes may depend on any before it, so nothing can be forgotten on the way, and a transaction that is
 * rolled back at its end would be open for as long as the run takes.
 */
export async function dryRun(loading: Loading): Promise<LoadAnswer> {
  const { hub, request, tally } = loading;
  const room = roomFor(request.dryRunRecordsMax ?? dryRunRecordsMax);
  const reason = await guard(loading);
  const { reader } = hub.database;
  const cause = { cause: "load" as const, actor: request.actor, run: loading.run };
  const work = await hub.newWork(reader, cause);
  work.calendar = await calendarOfLoads(hub);
  for await (const batch of request.rows()) {
    const door = doorOf(loading, batch);
    const { observed, away, keyless } = door;
    loading.keyless += keyless;
    tally.add({ read: batch.rows.length + batch.refused.length });
    if (wasPassedOver(loading, door)) continue;
    tally.add({ quarantined: away.length });
    const fresh = await notYetKnown(loading, observed);
    room.take(fresh.length);
    await loadForObservations(reader, work, fresh);
    await hub.loadKeys(reader, work);
    tally.outcomes(fresh.map((one) => applyObservation(work, one)));
  }
  if (request.complete && !loading.older && loading.keyless === 0)
    for await (const absent of absentPages(loading)) {
      room.take(absent.length);
      tally.add({ deleted: await deleteSlices(reader, loading, work, absent) });
    }
  tally.work(work);
  const words = reason ?? wordsOf(loading);
  return { run: null, state: "dry", account: tally.account(performance.now()), reason: words };
}

/** How many more records a dry run can hold. */
function roomFor(recordsMax: number): { take(records: number): void } {
  let left = recordsMax;
  return {
    take(records) {
      left -= records;
      if (left >= 0) return;
      refuse(
        "dry-run-too-large",
        `A dry run holds what it changes in memory: ${recordsMax} records at most.`,
        {
          hint: "Try a part of the rows without --complete, or load them: the guards of the source hold a run that changes too much.",
        },
      );
    },
  };
}
