import type { RowBatch } from "../../connectors/connector.ts";
import { quarantinePageMax } from "../../limits.ts";
import { moveCursor } from "../../store/runs.ts";
import { refreshStatistics } from "../../store/statistics.ts";
import { supersedeQuarantine, waitingAfter } from "../../store/write-quarantine.ts";
import { comeDueAll } from "../calendar.ts";
import { keysOf } from "../read/unseal.ts";
import { rowHash } from "../runs/row-hash.ts";
import type { BatchSize } from "./batch-size.ts";
import { Batches } from "./batches.ts";
import { deleteAbsent } from "./delete-absent.ts";
import { doorOf, type Loading, wasPassedOver } from "./loading.ts";
import { openAbout } from "./quarantine-about.ts";
import { whileComing } from "./while-coming.ts";

/** Applies all rows in batches, of which one is prepared while the one before it commits. */
export async function applyAll(loading: Loading): Promise<void> {
  const { hub, source } = loading;
  const batches = new Batches(loading);
  try {
    await takeAll(loading, batches);
    await batches.end();
  } finally {
    // Whatever fails: nothing of this run is still under way when its end is told.
    await batches.settled();
  }
  // Whoever asks now is not to wait for autovacuum to see what has come.
  if (batches.begun > 0) await hub.database.transact(refreshStatistics);
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

async function takeAll(loading: Loading, batches: Batches): Promise<void> {
  const { hub, request, tally } = loading;
  let read = 0;
  for await (const batch of whileComing(request.rows(), (coming) => batches.meanwhile(coming))) {
    const { columns, bytesRead } = batch;
    const left = notKnown(batch, loading.known[read]);
    read += 1;
    tally.add({
      read: batch.rows.length + batch.refused.length,
      unchanged: batch.rows.length - left.rows.length,
    });
    for (const part of partsOf(left, hub.batchSize)) {
      const door = doorOf(loading, part);
      loading.keyless += door.keyless;
      if (wasPassedOver(loading, door) || door.observed.length + door.away.length === 0) continue;
      await batches.take(door, columns);
    }
    request.progress?.(tally.account(performance.now()), bytesRead);
  }
}

/** What waited in quarantine under keys that came in with this run is no longer waited for. */
async function supersedeMended({ hub, source, seen }: Loading): Promise<void> {
  for (let after: string | null = null; ; ) {
    const { reader } = hub.database;
    const page = await waitingAfter(reader, hub.log, source.name, after, quarantinePageMax);
    const ids = page.map(({ id }) => id);
    const keys = await keysOf(reader, hub.keys, ids);
    const mended = page.filter((one) => seen.accepted(openAbout(keys, one)?.key ?? null));
    const keyed = rowHash(hub, "quarantine-row");
    if (mended.length > 0)
      await hub.database.transact((tx) => supersedeQuarantine(tx, hub.log, mended, keyed));
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
