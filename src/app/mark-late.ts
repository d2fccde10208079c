import { latePageMax } from "../limits.ts";
import { markLate } from "../store/mark-late.ts";
import type { Hub } from "./hub.ts";

/** Turns every divergence whose time is up from in transit to late, in bounded batches. Gives how many they were. */
export async function markLateNow(hub: Hub): Promise<number> {
  for (let marked = 0; ; ) {
    const page = await hub.database.transact((tx) => markLate(tx, hub.log, latePageMax));
    marked += page;
    if (page < latePageMax) return marked;
  }
}
