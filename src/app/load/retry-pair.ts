import { type CrosswalkSources, crosswalkName } from "../../core/model/crosswalk-name.ts";
import type { RawRow } from "../../core/value/raw.ts";
import { refuse } from "../../errors.ts";
import type { Hub } from "../hub.ts";
import { Tally } from "./account.ts";
import { notAPair, pairOf, tiePairs } from "./load-crosswalk.ts";
import { type RetryAnswer, takenOut } from "./taken-out.ts";

/** Takes a row of a crosswalk out of quarantine; one that is still no pair of keys stays there. */
export async function retryPair(
  hub: Hub,
  request: CrosswalkSources & { readonly id: string; readonly actor: string; readonly row: RawRow },
): Promise<RetryAnswer> {
  const { id, actor } = request;
  const pair = pairOf(request.row);
  if (pair === null)
    return refuse("quarantine-still-refused", `The row is still refused. ${notAPair.message}`);
  const startedMs = performance.now();
  const run = hub.ids.newId();
  const [left, right] = [request.left.name, request.right.name];
  const account = await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "crosswalk", actor, run });
      const counts = await tiePairs(hub, sql, work, { left, right, pairs: [pair] });
      const tally = new Tally(startedMs);
      tally.add(counts);
      const account = takenOut(work, tally, { id, source: left });
      return { work, result: () => account };
    },
  });
  return { run, source: crosswalkName(left, right), key: pair.leftKey, account };
}
