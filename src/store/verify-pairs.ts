import type { Reader } from "./db.ts";
import type { CrosswalkPair } from "./load-links.ts";
import { safeInteger } from "./safe-integer.ts";

/** A pair of a crosswalk, and where it is told. */
export interface PairRead extends CrosswalkPair {
  readonly index: number;
  readonly run: string;
}

/** The next pairs of all crosswalks, in the order of their keys. */
export async function pairsAfter(
  sql: Reader,
  log: number,
  after: CrosswalkPair | null,
  limit: number,
): Promise<readonly PairRead[]> {
  const rows = await sql.many<CrosswalkPair & { index: string; run: string; [name: string]: unknown }>(
    `select left_source as "leftSource", left_key as "leftKey", left_life as "leftLife", right_source as "rightSource",
            right_key as "rightKey", right_life as "rightLife", index, run_id as run
     from bailiwick.crosswalk
     where log_id = $1 and ($2::text is null or (left_source, left_key, right_source, right_key) > ($2, $3, $4, $5))
     order by left_source, left_key, right_source, right_key limit $6`,
    [
      ...[log, after?.leftSource ?? null, after?.leftKey ?? null],
      ...[after?.rightSource ?? null, after?.rightKey ?? null, limit],
    ],
  );
  return rows.map((row) => ({ ...row, index: safeInteger(row.index) }));
}

/** The sources of a pair that waits though both its records have come, or has been applied though one has not. */
export async function strayPair(
  sql: Reader,
  log: number,
): Promise<{ readonly left: string; readonly right: string } | undefined> {
  return sql.one<{ left: string; right: string }>(
    `select left_source as left, right_source as right from bailiwick.crosswalk c
     where c.log_id = $1 and c.state is distinct from case
       when exists (select from bailiwick.record l where l.log_id = c.log_id and l.source = c.left_source and l.key = c.left_key
                    and l.life = c.left_life)
        and exists (select from bailiwick.record r where r.log_id = c.log_id and r.source = c.right_source and r.key = c.right_key
                    and r.life = c.right_life)
       then 'applied' else 'waiting' end
     order by left_source, left_key, right_source, right_key limit 1`,
    [log],
  );
}

/** A merge as its row holds it. */
export interface MergeRead {
  readonly merged: string;
  readonly survivor: string;
  readonly index: number;
  readonly records: readonly string[];
  readonly why: string;
  readonly undone: number | null;
}

/** The next merges, in the order of the ids that were merged. */
export async function mergesFrom(
  sql: Reader,
  log: number,
  after: Pick<MergeRead, "merged" | "index"> | null,
  limit: number,
): Promise<readonly MergeRead[]> {
  const rows = await sql.many<{
    merged: string;
    survivor: string;
    index: string;
    records: string[];
    why: string;
    undone: string | null;
  }>(
    `select merged_id as merged, survivor_id as survivor, index, records, cause as why, undone
     from bailiwick.merge where log_id = $1 and ($2::uuid is null or (merged_id, index) > ($2, $3::int8))
     order by merged_id, index limit $4`,
    [log, after?.merged ?? null, after?.index ?? 0, limit],
  );
  return rows.map(({ index, undone, ...row }) => ({
    ...row,
    index: safeInteger(index),
    undone: undone === null ? null : safeInteger(undone),
  }));
}
