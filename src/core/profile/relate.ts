import type { CrosswalkFile } from "./plan-look.ts";
import { type RefersTo, references } from "./refers-to.ts";
import { bestCrosswalks, bestIdentity, groupsOf, type SameThings } from "./same-things.ts";
import type { Seen } from "./tested-rows.ts";

/** How the files of one house hang together. */
export interface Related {
  readonly same: readonly SameThings[];
  readonly refers: readonly RefersTo[];
  readonly crosswalks: readonly CrosswalkFile[];
}

/** Puts what may relate the files to the test on the rows that were looked at. */
export function relate(seen: Seen): Related {
  const { files } = seen;
  const crosswalks = bestCrosswalks(seen);
  const same = [...crosswalks];
  for (let left = 0; left < files.length; left++)
    for (let right = left + 1; right < files.length; right++) {
      if (same.some((one) => one.left === left && one.right === right)) continue;
      const best = bestIdentity(seen, { left, right });
      if (best !== null) same.push(best);
    }
  const groups = groupsOf(files.length, same);
  return {
    same,
    refers: references(seen, { groups, same }),
    crosswalks: crosswalks.flatMap(({ crosswalk }) => (crosswalk === null ? [] : [crosswalk])),
  };
}
