import { endRun, type RunState, startRun } from "../../store/runs.ts";
import type { Hub } from "../hub.ts";
import { type OwnedRun, owningRun } from "../runs/own-run.ts";
import { rowHash } from "../runs/row-hash.ts";
import { applyAll } from "./apply-rows.ts";
import { dryRun } from "./dry-run.ts";
import { guard, type LoadAnswer, type Loading, type LoadRequest, startLoading, wordsOf } from "./loading.ts";

/** Loads rows of one source: reads, judges, applies in batches, and accounts for what it did. */
export async function load(hub: Hub, request: LoadRequest): Promise<LoadAnswer> {
  if (request.dryRun) {
    // No run of it is kept, so nobody could take it for left behind.
    return dryRun(await startLoading(hub, request, { id: hub.ids.newId(), stillOurs: () => undefined }));
  }
  if (request.passed !== null) return loadOwned(hub, request, request.passed);
  return owningRun(hub, hub.ids.newId(), (run) => loadOwned(hub, request, run));
}

async function loadOwned(hub: Hub, request: LoadRequest, run: OwnedRun): Promise<LoadAnswer> {
  const loading = await startLoading(hub, request, run);
  const { tally } = loading;
  const account = () => tally.account(performance.now());
  await hub.database.transact((tx) =>
    request.passed === null
      ? startRun(tx, hub.log, { ...request, id: loading.run, kind: "load" })
      : Promise.resolve(),
  );
  try {
    const reason = await guard(loading);
    if (reason !== null) {
      await finish(loading, "held", reason);
      return { run: loading.run, state: "held", account: account(), reason };
    }
    await applyAll(loading);
    const state = request.passed === null ? "done" : "passed";
    const words = wordsOf(loading);
    await finish(loading, state, words);
    return { run: loading.run, state, account: account(), reason: words };
  } catch (error) {
    const words = error instanceof Error ? error.message : "failed";
    await finish(loading, "failed", words).catch(() => {
      // The database may be what failed; the first error is the one to tell. A run left `running` is ended at the next start.
    });
    throw error;
  }
}

async function finish(loading: Loading, state: RunState, reason: string | null): Promise<void> {
  const { hub, run, request, tally } = loading;
  const spool = state === "held" ? request.spool : null;
  await hub.database.transact((tx) =>
    endRun(
      tx,
      hub.log,
      { id: run, state, account: tally.account(performance.now()), reason, spool },
      rowHash(hub, "run"),
    ),
  );
}
