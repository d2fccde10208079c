import type { RowBatch } from "../../connectors/connector.ts";
import { beginOf, compareOrder, sliceName } from "../../core/golden/validity.ts";
import type { Source } from "../../core/model/source.ts";
import { glanceAtRecords } from "../../store/load-records.ts";
import type { Hub } from "../hub.ts";
import type { Door } from "./door.ts";

export interface LookedAhead {
  /** Why the run is held: it would delete or change more than the source declares. `null` lets it go on. */
  readonly held: string | null;
  /** For each batch, by the place of each row: 1 where its record is stored just so, and need not be looked at again. */
  readonly known: readonly Uint8Array[];
}

/**
 * Looks at all rows of a run before anything is changed. Each batch is judged while the database is asked about the one before:
 * for a load of the same again this is all there is to do.
 */
export async function lookAhead(of: {
  readonly hub: Hub;
  readonly source: Source;
  readonly complete: boolean;
  /** Living records before the run. */
  readonly living: number;
  readonly batches: AsyncIterable<RowBatch>;
  door(batch: RowBatch): Door;
}): Promise<LookedAhead> {
  const { hub, source, living } = of;
  const known: Uint8Array[] = [];
  const counted = new Set<string>();
  let changed = 0;
  let keyless = 0;
  let looking = Promise.resolve();
  try {
    for await (const batch of of.batches) {
      const door = of.door(batch);
      keyless += door.keyless;
      const mark = new Uint8Array(batch.rows.length);
      known.push(mark);
      await looking;
      looking = look(door, mark);
      // Whoever awaits it is told; it may fail while the next batch is still being read.
      looking.catch(() => undefined);
    }
  } finally {
    await looking;
  }
  const deleted = of.complete && keyless === 0 ? living - counted.size : 0;
  return { held: reasonToHold(source, { living, deleted, changed }), known };

  async function look({ observed, places, away }: Door, mark: Uint8Array): Promise<void> {
    const refused = new Set(away.flatMap((one) => one.key ?? []));
    const keys = [...observed.map((one) => one.observation.key), ...refused];
    const glances = await glanceAtRecords(hub.database.reader, hub.log, source.name, keys);
    for (const [at, { observation, digest }] of observed.entries()) {
      const slice = sliceName(observation.key, beginOf(observation));
      const glance = glances.get(slice);
      if (glance === undefined || glance.deleted) continue;
      const same = glance.digest.equals(digest);
      if (same) mark[places[at] ?? 0] = 1;
      if (counted.has(slice)) continue;
      counted.add(slice);
      // What its source puts before what is stored changes nothing, and is told as older when it comes in.
      if (!same && compareOrder(observation.order, glance.order) >= 0) changed += 1;
    }
    // What is in quarantine is not gone.
    for (const [slice, { key, deleted }] of glances) if (refused.has(key) && !deleted) counted.add(slice);
  }
}

function reasonToHold(
  { guard }: Source,
  { living, deleted, changed }: Readonly<Record<"living" | "deleted" | "changed", number>>,
): string | null {
  const share = (count: number) => `${Math.round((100 * count) / living)} %`;
  if (deleted / living > guard.deleted) {
    return `It would delete ${deleted} of ${living} records (${share(deleted)}); ${share(guard.deleted * living)} may be.`;
  }
  if (changed / living > guard.changed) {
    return `It would change ${changed} of ${living} records (${share(changed)}); ${share(guard.changed * living)} may be.`;
  }
  return null;
}
