import { latePageMax } from "../limits.ts";
import { entitiesDue, markLate } from "../store/mark-late.ts";
import { productActor } from "./actors.ts";
import { entityToken } from "./change/work.ts";
import type { Hub } from "./hub.ts";

/**
 * Turns every divergence whose time is up from in transit to late, in bounded batches, through the one who writes: whoever
 * read such a divergence before does its work anew. Gives the number of entities.
 */
export async function markLateNow(hub: Hub): Promise<number> {
  for (let marked = 0; ; ) {
    const page = await markPage(hub);
    marked += page;
    if (page < latePageMax) return marked;
  }
}

async function markPage(hub: Hub): Promise<number> {
  const any = await entitiesDue(hub.database.reader, hub.log, 1);
  if (any.length === 0) return 0;
  return hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "calendar", actor: productActor, run: null });
      const entities = await entitiesDue(sql, hub.log, latePageMax);
      for (const id of entities) {
        work.reads.add(entityToken(id));
        work.writes.add(entityToken(id));
      }
      if (entities.length > 0) work.effects.push(markLate(hub.log, entities));
      return { work, result: () => entities.length };
    },
  });
}
