import { momentsKeptMax } from "../../limits.ts";
import { recordedAtOf } from "../../store/read-moments.ts";
import type { Hub } from "../hub.ts";

const kept = new WeakMap<Hub, Map<number, string>>();

/** When some entries were recorded. What was once read is kept: an entry never changes. */
export async function momentsOf(hub: Hub, indexes: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const known = kept.get(hub) ?? new Map<number, string>();
  kept.set(hub, known);
  const unread = indexes.filter((index) => !known.has(index));
  if (unread.length > 0) {
    if (known.size + unread.length > momentsKeptMax) known.clear();
    for (const [index, at] of await recordedAtOf(hub.database.reader, hub.log, unread)) known.set(index, at);
  }
  return known;
}
