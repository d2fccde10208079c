import { setImmediate as nextTurn } from "node:timers/promises";
import type { RowBatch } from "../../connectors/connector.ts";
import {
  loadsInFlight,
  observationsPerTurn,
  quarantinePageMax,
  statisticsEveryCommits,
} from "../../limits.ts";
import { moveCursor } from "../../store/runs.ts";
import { refreshStatistics } from "../../store/statistics.ts";
import { supersedeQuarantine, waitingAfter } from "../../store/write-quarantine.ts";
import { comeDueAll } from "../calendar.ts";
import { applyObservation, type Outcome } from "../change/apply-observation.ts";
import { loadForObservations } from "../change/load-work.ts";
import type { Observed } from "../change/observed.ts";
import type { Work } from "../change/work.ts";
import { keysOf } from "../read/unseal.ts";
import { addQuarantine } from "./add-quarantine.ts";
import type { BatchSize } from "./batch-size.ts";
import { deleteAbsent } from "./delete-absent.ts";
import type { Door } from "./door.ts";
import { doorOf, type Loading, notYetKnown, wasPassedOver } from "./loading.ts";
import { openAbout } from "./quarantine-about.ts";

/** Two batches are under way at a time: one is prepared while the other commits. */
export async function applyAll(loading: Loading): Promise<void> {
  const { hub, source } = loading;
  const underWay: Promise<void>[] = [];
  let commits = 0;
  try {
    commits = await startAll(loading, underWay);
  } finally {
    // Whatever fails: nothing of this run is still under way when its end is told.
    await Promise.allSettled(underWay);
  }
  await Promise.all(underWay);
  // Whoever asks now is not to wait for autovacuum to see what has come.
  if (commits > 0) await hub.database.transact(refreshStatistics);
  if (loading.older) return;
  if (loading.request.complete && loading.keyless === 0) await deleteAbsent(loading);
  await supersedeMended(loading);
  if (source.valid !== null) await comeDueAll(hub);
  const to = { incarnation: loading.position.incarnation, position: `file:${loading.position.at}` };
  await hub.database.transact((tx) => moveCursor(tx, hub.log, source.name, to));
}

/** Leaves out the rows of a batch whose records were stored just so when the run looked ahead. */
function notKnown(batch: RowBatch, known: Uint8Array | undefined): RowBatch {
  if (known === undefined) return batch;
  return { ...batch, rows: batch.rows.filter((_, at) => known[at] !== 1) };
}

/**
 * The rows of a batch, as many at a time as one commit takes: what is made of a row lives no longer than until that commit, and
 * not until the whole batch has come in. In equal parts, so that none of them pays the price of a commit for a rest of a few.
 */
function* partsOf(batch: RowBatch, size: BatchSize): Generator<RowBatch> {
  let { refused } = batch;
  let from = 0;
  do {
    const rest = batch.rows.length - from;
    const parts = Math.max(1, Math.ceil(rest / size.records));
    const rows =
      parts === 1 && from === 0 ? batch.rows : batch.rows.slice(from, from + Math.ceil(rest / parts));
    from += rows.length;
    yield { ...batch, rows, refused };
    refused = [];
  } while (from < batch.rows.length);
}

/** Gives the number of commits. */
async function startAll(loading: Loading, underWay: Promise<void>[]): Promise<number> {
  const { hub, request, tally } = loading;
  let commits = 0;
  let batches = 0;
  for await (const batch of request.rows()) {
    const { columns, bytesRead } = batch;
    const left = notKnown(batch, loading.known[batches]);
    batches += 1;
    tally.add({
      read: batch.rows.length + batch.refused.length,
      unchanged: batch.rows.length - left.rows.length,
    });
    for (const part of partsOf(left, hub.batchSize)) {
      const door = doorOf(loading, part);
      loading.keyless += door.keyless;
      if (wasPassedOver(loading, door) || door.observed.length + door.away.length === 0) continue;
      if (underWay.length >= loadsInFlight) await underWay.shift();
      const done = applyBatch(loading, door, columns);
      done.catch(() => undefined);
      underWay.push(done);
      commits += 1;
      if (commits % statisticsEveryCommits === 0) await hub.database.transact(refreshStatistics);
    }
    request.progress?.(tally.account(performance.now()), bytesRead);
  }
  return commits;
}

async function applyBatch(
  loading: Loading,
  { observed, away }: Door,
  columns: readonly string[] | null,
): Promise<void> {
  const { hub, tally } = loading;
  const fresh = await notYetKnown(loading, observed);
  tally.add({ quarantined: away.length });
  if (fresh.length === 0 && away.length === 0) return;
  loading.stillOurs();
  const cause = { cause: "load" as const, actor: loading.request.actor, run: loading.run };
  const done = await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, cause);
      await loadForObservations(sql, work, fresh);
      await hub.loadKeys(sql, work);
      const outcomes = await applyInTurns(work, fresh);
      await addQuarantine(sql, work, { ...loading, columns }, away);
      return { work, result: () => ({ work, outcomes }) };
    },
  });
  hub.batchSize.adapt(hub.writer.heldMs, fresh.length);
  tally.outcomes(done.outcomes);
  tally.work(done.work);
}

/**
 * Applies observations, letting others have their turn every few of them: the batch before this one is being committed
 * meanwhile, and small writes and readers wait as well.
 */
async function applyInTurns(work: Work, fresh: readonly Observed[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [at, one] of fresh.entries()) {
    if (at % observationsPerTurn === observationsPerTurn - 1) await nextTurn();
    outcomes.push(applyObservation(work, one));
  }
  return outcomes;
}

/** What waited in quarantine under keys that came in with this run is no longer waited for. */
async function supersedeMended({ hub, source, seen }: Loading): Promise<void> {
  for (let after: string | null = null; ; ) {
    const { reader } = hub.database;
    const page = await waitingAfter(reader, hub.log, source.name, after, quarantinePageMax);
    const ids = page.map(({ id }) => id);
    const keys = await keysOf(reader, hub.keys, ids);
    const mended = page.filter((one) => seen.accepted(openAbout(keys, one)?.key ?? null)).map(({ id }) => id);
    if (mended.length > 0) await hub.database.transact((tx) => supersedeQuarantine(tx, hub.log, mended));
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
