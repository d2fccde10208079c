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

/** A possible duplicate as it is kept: by whichever side it was found. */
export const inOrder = (one: DuplicateRow): DuplicateRow =>
  one.kind === "move" || one.left < one.right ? one : { ...one, left: one.right, right: one.left };

/** Opens possible duplicates, which the entry at an index says; a pair that is open, or was decided, stays as it is. */
export function writeDuplicates(log: number, found: readonly DuplicateRow[], index: number): Effect {
  return (tx, { place, recordedAt }) => {
    if (found.length === 0) return [];
    const opened = tx.run(
      {
        name: "open-duplicates",
        text: `insert into bailiwick.duplicate (log_id, left_id, right_id, kind, type, reason, state, opened, opened_at)
       select $1::int2, l, r, kind, type, reason, 'open', $7, $8::timestamptz
       from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[]) as d (l, r, kind, type, reason)
       on conflict (log_id, left_id, right_id, kind) do nothing`,
      },
      [
        log,
        uuidArray(found.map((one) => one.left)),
        uuidArray(found.map((one) => one.right)),
        textArray(found.map((one) => one.kind)),
        textArray(found.map((one) => one.type)),
        textArray(found.map((one) => one.reason)),
        place(index),
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
  return (tx, { first }) => {
    if (merges.length === 0) return [];
    const merged = uuidArray(merges.map((one) => one.merged));
    const survivors = uuidArray(merges.map((one) => one.survivor));
    const indexes = int8Array(merges.map((one) => first + one.index));
    const remembered = tx.run(
      `insert into bailiwick.merge (log_id, merged_id, survivor_id, index, records, cause)
       select $1::int2, merged, survivor, index, records::uuid[], cause
       from unnest($2::uuid[], $3::uuid[], $4::int8[], $5::text[], $6::text[]) as m (merged, survivor, index, records, cause)`,
      [
        ...[log, merged, survivors, indexes],
        textArray(merges.map((one) => `{${one.records.join(",")}}`)),
        textArray(merges.map((one) => one.why)),
      ],
    );
    const answered = tx.run(
      `update bailiwick.duplicate d set state = 'merged', decided = m.index
       from unnest($2::uuid[], $3::uuid[], $4::int8[]) as m (merged, survivor, index)
       where d.log_id = $1 and d.kind = 'duplicate' and d.left_id = least(merged, survivor) and d.right_id = greatest(merged, survivor)`,
      [log, merged, survivors, indexes],
    );
    const ends = uuidArray(merges.map((one) => endOf(merges, one.merged)));
    return [remembered, answered, tx.run(movedSql, [log, merged, ends, indexes])];
  };
}

/** The entity that answers for one once all these merges are made. */
function endOf(merges: readonly MergeRow[], id: EntityId): EntityId {
  const next = merges.findLast((one) => one.merged === id);
  return next === undefined ? id : endOf(merges, next.survivor);
}

// What may be the same as a merged entity may be the same as the one that now stands in its place. Either side may have been merged.
const movedSql = `
  with ends as (select * from unnest($2::uuid[], $3::uuid[], $4::int8[]) as m (merged, survivor, index)),
  gone as (
    update bailiwick.duplicate d set state = 'gone',
           decided = (select min(index) from ends where merged in (d.left_id, d.right_id))
    where d.log_id = $1 and d.state = 'open'
      and (d.left_id in (select merged from ends) or d.right_id in (select merged from ends))
    returning d.left_id, d.right_id, kind, type, reason, opened, opened_at)
  insert into bailiwick.duplicate (log_id, left_id, right_id, kind, type, reason, state, opened, opened_at)
  select distinct on (l, r) $1::int2, l, r, kind, type, reason, 'open', opened, opened_at
  from gone, lateral (
    select coalesce((select survivor from ends where merged = left_id order by index desc limit 1), left_id) as one,
           coalesce((select survivor from ends where merged = right_id order by index desc limit 1), right_id) as other) as now,
    lateral (select least(one, other) as l, greatest(one, other) as r) as pair
  where kind = 'duplicate' and one <> other order by l, r, opened
  on conflict (log_id, left_id, right_id, kind) do nothing`;
