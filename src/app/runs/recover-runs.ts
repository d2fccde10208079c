import { endBrokenRuns, spoolFiles } from "../../store/runs.ts";
import type { Hub } from "../hub.ts";
import { sweepSpool } from "../load/spool-file.ts";

/** At the start, when no other process can be at it: ends the runs that were left behind, and their files with them. */
export async function recoverRuns(hub: Hub, spoolFolder: string): Promise<number> {
  const ended = await hub.database.transact((tx) => endBrokenRuns(tx, hub.log));
  await sweepSpool(spoolFolder, new Set(await spoolFiles(hub.database.reader, hub.log)));
  return ended;
}
