import { int4Array, textArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";
import type { CrosswalkPair } from "./load-links.ts";

/** A pair as it stands: it waits for a record, or has been applied. */
export interface StandingPair extends CrosswalkPair {
  readonly state: "waiting" | "applied";
}

/** Adds pairs of a crosswalk, which the entry at an index says. */
export function addPairs(
  of: { readonly log: number; readonly run: string; readonly index: number },
  pairs: readonly StandingPair[],
): Effect {
  return (tx, { place }) => [
    tx.run(
      `insert into bailiwick.crosswalk (log_id, left_source, left_key, right_source, right_key, state, left_life, right_life,
                                        index, run_id)
       select $1::int2, *, $9::int8, $10::uuid
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int4[], $8::int4[])`,
      [
        of.log,
        ...sides(pairs),
        textArray(pairs.map((one) => one.state)),
        int4Array(pairs.map((one) => one.leftLife)),
        int4Array(pairs.map((one) => one.rightLife)),
        place(of.index),
        of.run,
      ],
    ),
  ];
}

/** Marks pairs whose records have both come as applied. */
export function settlePairs(log: number, pairs: readonly CrosswalkPair[]): Effect {
  return (tx) => {
    if (pairs.length === 0) return [];
    return [
      tx.run(
        `update bailiwick.crosswalk c set state = 'applied'
         from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as p (ls, lk, rs, rk)
         where c.log_id = $1 and c.left_source = ls and c.left_key = lk and c.right_source = rs and c.right_key = rk`,
        [log, ...sides(pairs)],
      ),
    ];
  };
}

const sides = (pairs: readonly CrosswalkPair[]): Buffer[] => [
  textArray(pairs.map((one) => one.leftSource)),
  textArray(pairs.map((one) => one.leftKey)),
  textArray(pairs.map((one) => one.rightSource)),
  textArray(pairs.map((one) => one.rightKey)),
];

/** Those of some pairs that are there, with the lives of their keys that they mean. */
export async function pairsStated(
  sql: Reader,
  log: number,
  pairs: readonly CrosswalkPair[],
): Promise<readonly StandingPair[]> {
  if (pairs.length === 0) return [];
  return sql.many<StandingPair & Record<string, unknown>>(
    `select there.* from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as p (ls, lk, rs, rk),
            lateral (select left_source as "leftSource", left_key as "leftKey", left_life as "leftLife",
                            right_source as "rightSource", right_key as "rightKey", right_life as "rightLife", state
                     from bailiwick.crosswalk c where c.log_id = $1 and c.left_source = ls and c.left_key = lk
                     and c.right_source = rs and c.right_key = rk offset 0) as there order by lk, rk`,
    [log, ...sides(pairs)],
  );
}
