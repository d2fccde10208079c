import { invariant, refuse } from "../../errors.ts";
import type { Lease } from "../../store/leases.ts";
import { ConnectionLost } from "../../store/lost-connection.ts";
import type { Hub } from "../hub.ts";

/** A run that this process holds: no other takes it for left behind. */
export interface OwnedRun {
  readonly id: string;
  /** Throws once another process may hold it. */
  stillOurs(): void;
}

export const runLease = (hub: Hub, run: string): string => `run ${hub.log} ${run}`;

/** Does a run while holding it. A running run that nobody holds was left behind by a process that is no more. */
export async function owningRun<Result>(
  hub: Hub,
  id: string,
  within: (run: OwnedRun) => Promise<Result>,
): Promise<Result> {
  const lease = await hub.database.leases.tryHold(runLease(hub, id));
  invariant(lease !== null, "a run is done by one process, once");
  const stillOurs = () => {
    if (lease.lost.aborted) throw new ConnectionLost("The connection was lost that held the run.");
  };
  return releasing(lease, () => within({ id, stillOurs }));
}

/** Does what takes in records of a source; what else would do so meanwhile waits for it, and is refused when that takes long. */
export async function holdingSource<Result>(
  hub: Hub,
  { source, waitMs }: { readonly source: string; readonly waitMs: number },
  within: () => Promise<Result>,
): Promise<Result> {
  const lease = await hub.database.leases.hold(`source ${hub.log} ${source}`, waitMs);
  if (lease === null) {
    refuse("source-busy", `Another load of "${source}" is under way.`, {
      hint: "Send it again when that has ended; the list of runs shows it.",
    });
  }
  return releasing(lease, within);
}

/** Does something, and lets go after it, whatever came of it. */
export async function releasing<Result>(lease: Lease, within: () => Promise<Result>): Promise<Result> {
  try {
    return await within();
  } finally {
    await lease.release();
  }
}
