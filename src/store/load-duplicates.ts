import { type EntityId, entityId } from "../core/ids.ts";
import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";
import { safeInteger } from "./safe-integer.ts";

/** A merge that has not been undone. */
export interface StandingMerge {
  readonly merged: EntityId;
  readonly survivor: EntityId;
  readonly index: number;
  readonly records: readonly (readonly [string, string, string])[];
}

/** The merge by which an entity answers with another; `undefined` where it answers for itself. */
export async function standingMerge(
  sql: Reader,
  log: number,
  merged: EntityId,
): Promise<StandingMerge | undefined> {
  const row = await sql.one<{ survivor_id: string; index: string; records: StandingMerge["records"] }>(
    `select survivor_id, index, records from bailiwick.merge
     where log_id = $1 and merged_id = $2 and undone is null order by index desc limit 1`,
    [log, merged],
  );
  return (
    row && {
      merged,
      survivor: entityId(row.survivor_id),
      index: safeInteger(row.index),
      records: row.records,
    }
  );
}

/** Marks a merge as undone. */
export function undoMerge(log: number, merge: StandingMerge): Effect {
  return async (tx, { next }) => {
    await tx.run(
      "update bailiwick.merge set undone = $4 where log_id = $1 and merged_id = $2 and index = $3",
      [log, merge.merged, merge.index, next - 1],
    );
    // What goes back is no longer among what the survivor brought when it was merged itself.
    await tx.run(
      `with recursive above (id) as (
         select $2::uuid
         union
         select m.survivor_id from above
         join bailiwick.merge m on m.log_id = $1 and m.merged_id = above.id and m.undone is null)
       update bailiwick.merge m set records = coalesce(
         (select jsonb_agg(r) from jsonb_array_elements(m.records) r
          where not exists (select from jsonb_array_elements($3::jsonb) gone where gone->0 = r->0 and gone->1 = r->1)), '[]')
       from above where m.log_id = $1 and m.merged_id = above.id and m.undone is null`,
      [log, merge.survivor, JSON.stringify(merge.records)],
    );
    await tx.run(
      `update bailiwick.crosswalk set state = 'undone' where log_id = $1 and state = 'applied' and (
         (left_source, left_key) in (select r->>0, r->>1 from jsonb_array_elements($2::jsonb) r) or
         (right_source, right_key) in (select r->>0, r->>1 from jsonb_array_elements($2::jsonb) r))`,
      [log, JSON.stringify(merge.records)],
    );
  };
}

/** Says that two entities are different (or takes that back), so that they are never tied again by what they hold. */
export function decideDuplicate(
  log: number,
  pair: { readonly left: EntityId; readonly right: EntityId; readonly type: string },
  decided: { readonly state: "different" | "open"; readonly by: string; readonly reason: string },
): Effect {
  const [left, right] = pair.left < pair.right ? [pair.left, pair.right] : [pair.right, pair.left];
  return async (tx, { next, recordedAt }) => {
    await tx.run(
      `insert into bailiwick.duplicate (log_id, left_id, right_id, kind, type, reason, state, opened, opened_at, decided_by, decided)
       values ($1, $2, $3, 'duplicate', $4, $5, $6, $7, $8, $9, $7)
       on conflict (log_id, left_id, right_id, kind) do update set
         state = excluded.state, decided_by = excluded.decided_by, decided = excluded.decided`,
      [log, left, right, pair.type, decided.reason, decided.state, next - 1, recordedAt, decided.by],
    );
  };
}

/** Follows merges from an id that may be an old one to the entity that answers; `undefined` where there is none. */
export async function survivorAt(sql: Reader, log: number, id: EntityId): Promise<EntityId | undefined> {
  const row = await sql.one<{ entity_id: string }>(
    `with recursive chain (entity_id, merged_into, depth) as (
       select entity_id, merged_into, 0 from bailiwick.entity where log_id = $1 and entity_id = $2
       union all
       select e.entity_id, e.merged_into, depth + 1 from bailiwick.entity e join chain on e.entity_id = chain.merged_into
       where e.log_id = $1 and depth < 64)
     select entity_id from chain where merged_into is null limit 1`,
    [log, id],
  );
  return row && entityId(row.entity_id);
}
