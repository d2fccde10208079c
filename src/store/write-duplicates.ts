import type { EntityId, RecordId } from "../core/ids.ts";
import { int8Array, textArray, uuidArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";

/** A possible duplicate or move. Kept with the lower id on the left, so that a pair stands once. */
export interface DuplicateRow {
  readonly kind: "duplicate" | "move";
  readonly left: EntityId;
  readonly right: EntityId;
  readonly type: string;
  readonly reason: string;
}

/** Opens possible duplicates; a pair that is open, or was decided, stays as it is. */
export function writeDuplicates(log: number, found: readonly DuplicateRow[]): Effect {
  return (tx, { next, recordedAt }) => {
    if (found.length === 0) return [];
    const ordered = found.map((one) =>
      one.kind === "move" || one.left < one.right ? one : { ...one, left: one.right, right: one.left },
    );
    const opened = tx.run(
      `insert into bailiwick.duplicate (log_id, left_id, right_id, kind, type, reason, state, opened, opened_at)
       select $1::int2, l, r, kind, type, reason, 'open', $7, $8::timestamptz
       from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[]) as d (l, r, kind, type, reason)
       on conflict (log_id, left_id, right_id, kind) do nothing`,
      [
        log,
        uuidArray(ordered.map((one) => one.left)),
        uuidArray(ordered.map((one) => one.right)),
        textArray(ordered.map((one) => one.kind)),
        textArray(ordered.map((one) => one.type)),
        textArray(ordered.map((one) => one.reason)),
        next - 1,
        recordedAt,
      ],
    );
    return [opened];
  };
}

export interface MergeRow {
  readonly merged: EntityId;
  readonly survivor: EntityId;
  readonly why: string;
  /** The place among the entries of its group of the one that tells it, from 0. */
  readonly index: number;
  readonly records: readonly RecordId[];
}

/** Remembers merges, so that they can be undone, and settles the possible duplicates that they answer. */
export function writeMerges(log: number, merges: readonly MergeRow[]): Effect {
  return (tx, { first, next }) => {
    if (merges.length === 0) return [];
    const merged = uuidArray(merges.map((one) => one.merged));
    const remembered = tx.run(
      `insert into bailiwick.merge (log_id, merged_id, survivor_id, index, records, cause)
       select $1::int2, merged, survivor, index, records::uuid[], cause
       from unnest($2::uuid[], $3::uuid[], $4::int8[], $5::text[], $6::text[]) as m (merged, survivor, index, records, cause)`,
      [
        log,
        merged,
        uuidArray(merges.map((one) => one.survivor)),
        int8Array(merges.map((one) => first + one.index)),
        textArray(merges.map((one) => `{${one.records.join(",")}}`)),
        textArray(merges.map((one) => one.why)),
      ],
    );
    const survivors = uuidArray(merges.map((one) => one.survivor));
    const answered = tx.run(
      `update bailiwick.duplicate d set state = 'merged', decided = $4
       from unnest($2::uuid[], $3::uuid[]) as m (merged, survivor)
       where d.log_id = $1 and d.kind = 'duplicate' and d.left_id = least(merged, survivor) and d.right_id = greatest(merged, survivor)`,
      [log, merged, survivors, next - 1],
    );
    // What may be the same as a merged entity may be the same as its survivor, which now stands in its place.
    const moved = tx.run(
      `with moved as (
         update bailiwick.duplicate d set state = 'gone', decided = $4
         from unnest($2::uuid[], $3::uuid[]) as m (merged, survivor)
         where d.log_id = $1 and d.state = 'open' and merged in (d.left_id, d.right_id)
         returning d.*, merged, survivor)
       insert into bailiwick.duplicate (log_id, left_id, right_id, kind, type, reason, state, opened, opened_at)
       select distinct on (l, r) $1::int2, l, r, kind, type, reason, 'open', opened, opened_at
       from moved, lateral (select case when left_id = merged then right_id else left_id end as other) as o,
            lateral (select least(survivor, other) as l, greatest(survivor, other) as r) as pair
       where kind = 'duplicate' and other <> survivor order by l, r, opened
       on conflict (log_id, left_id, right_id, kind) do nothing`,
      [log, merged, survivors, next - 1],
    );
    return [remembered, answered, moved];
  };
}
