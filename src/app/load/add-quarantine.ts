import type { Position } from "../../core/golden/golden.ts";
import type { Reader } from "../../store/db.ts";
import { quarantinedDigests, writeQuarantine } from "../../store/write-quarantine.ts";
import type { Work } from "../change/work.ts";
import { rowHashIn } from "../runs/row-hash.ts";
import type { TurnedAway } from "./door.ts";
import { sealAbout } from "./quarantine-about.ts";

/** Puts what was turned away into quarantine, each under a key of its own; what waits there with the same bytes stays as it is. */
export async function addQuarantine(
  sql: Reader,
  work: Work,
  of: {
    readonly source: { readonly name: string };
    readonly run: string;
    readonly position: Position;
    readonly request: { readonly format: string };
    readonly columns: readonly string[] | null;
  },
  away: readonly TurnedAway[],
): Promise<void> {
  if (away.length === 0) return;
  const { log } = work.cause;
  const { source, run, request, position, columns } = of;
  const digestOf = (bytes: Uint8Array) =>
    work.keys.lookupHash("quarantine", Buffer.from(bytes).toString("latin1"));
  const fresh = new Map(away.map((one) => [digestOf(one.bytes).toString("latin1"), one]));
  const digests = [...fresh.keys()].map((digest) => Buffer.from(digest, "latin1"));
  for (const waiting of await quarantinedDigests(sql, log, source.name, digests)) {
    fresh.delete(waiting.toString("latin1"));
  }
  if (fresh.size === 0) return;
  const rows = [...fresh].map(([digest, { key, line, reasons, bytes }]) => {
    const id = work.ids.newId();
    const about = sealAbout(work.keys, id, { key, columns });
    const blob = work.keys.sealBytes(id, bytes);
    return { id, line, reasons, about, blob, digest: Buffer.from(digest, "latin1") };
  });
  const { format } = request;
  const to = { log, source: source.name, run, position: position.at, format };
  work.effects.push(writeQuarantine(to, rows, rowHashIn(work.keys, "quarantine-row")));
}
