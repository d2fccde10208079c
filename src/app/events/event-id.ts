import { refuse } from "../../errors.ts";

/** The id of the event of an entry, opaque to clients: `<log>:<index>` inside. */
export const eventId = (log: number, index: number): string =>
  Buffer.from(`${log}:${index}`, "latin1").toString("base64url");

/** The index in an id. Refuses `event-unknown`. */
export function indexOfEvent(log: number, id: string): number {
  const inside = /^(\d{1,4}):(\d{1,15})$/.exec(Buffer.from(id, "base64url").toString("latin1"));
  if (inside !== null && Number(inside[1]) === log && eventId(log, Number(inside[2])) === id)
    return Number(inside[2]);
  return refuse("event-unknown", "This is not the id of an event of this server.", {
    hint: "Send the id of the last event seen as it came, `now`, or nothing for all there are.",
  });
}
