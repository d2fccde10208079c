import { endBrokenRun, runningRuns, spoolFiles } from "../../store/runs.ts";
import type { Hub } from "../hub.ts";
import { spoolLease, sweepSpool } from "../load/spool-file.ts";
import { runLease } from "./own-run.ts";
import { rowHash } from "./row-hash.ts";

/** Ends the runs that processes left behind which are no more; those of living ones are theirs. Gives how many they were. */
export async function recoverRuns(hub: Hub): Promise<number> {
  const { reader, leases } = hub.database;
  let ended = 0;
  for (const run of await runningRuns(reader, hub.log)) {
    const lease = await leases.tryHold(runLease(hub, run));
    if (lease === null) continue;
    try {
      ended += await hub.database.transact((tx) => endBrokenRun(tx, hub.log, run, rowHash(hub, "run")));
    } finally {
      await lease.release();
    }
  }
  return ended;
}

/** Removes the files that no run waits with or reads any more. */
export async function recoverSpool(hub: Hub, spoolFolder: string): Promise<void> {
  await sweepSpool(spoolFolder, async (name) => {
    const lease = await hub.database.leases.tryHold(spoolLease(name));
    if (lease === null) return false;
    try {
      return !(await spoolFiles(hub.database.reader, hub.log)).includes(name);
    } finally {
      await lease.release();
    }
  });
}
