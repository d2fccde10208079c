import { setTimeout as pause } from "node:timers/promises";
import { refuse } from "../../errors.ts";
import { eventPageMax, eventPollMs } from "../../limits.ts";
import { headOf } from "../../store/commit.ts";
import type { Hub } from "../hub.ts";
import type { Viewer } from "../read/viewer.ts";
import { indexOfEvent } from "./event-id.ts";
import { type EventAnswer, readEvents } from "./read-events.ts";

/** Where a stream begins: behind the event of an id, behind all there are by now, or at the first. */
export async function eventsBegin(hub: Hub, after: string | null): Promise<number> {
  if (after === null) return 0;
  const last = (await headOf(hub.database.reader, hub.log)).next - 1;
  if (after === "now") return last;
  const index = indexOfEvent(hub.log, after);
  if (index > last) refuse("event-unknown", "There is no such event (yet).");
  return index;
}

/**
 * The events behind an index, page by page and for ever, in the order of the log: those there are, then those that come. A
 * page without events still comes, so that whoever writes them out can see that the stream lives. A commit of this process
 * is seen at once, of another one within the time between two looks.
 */
export async function* followEvents(
  hub: Hub,
  viewerNow: () => Promise<Viewer>,
  { after, signal }: { readonly after: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly EventAnswer[]> {
  let woken = new AbortController();
  const wake = () => woken.abort();
  const unsubscribe = hub.writer.onCommit(wake);
  signal.addEventListener("abort", wake);
  try {
    for (let last = after; !signal.aborted; ) {
      woken = new AbortController();
      const page = await readEvents(hub, await viewerNow(), { after: last, limit: eventPageMax });
      last = page.last;
      yield page.events;
      if (page.full || signal.aborted) continue;
      await pause(eventPollMs, undefined, { signal: woken.signal, ref: false }).catch(() => {
        // Woken before its time, which is all that can happen here.
      });
    }
  } finally {
    unsubscribe();
    signal.removeEventListener("abort", wake);
  }
}
