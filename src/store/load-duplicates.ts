import { type EntityId, entityId, type RecordId, recordId } from "../core/ids.ts";
import { uuidArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";
import { safeInteger } from "./safe-integer.ts";

/** A merge that has not been undone. */
export interface StandingMerge {
  readonly merged: EntityId;
  readonly survivor: EntityId;
  readonly index: number;
  readonly records: readonly RecordId[];
  /** Who stated it: hand, crosswalk, source. */
  readonly why: string;
}

/** The merge by which an entity answers with another; `undefined` where it answers for itself. */
export async function standingMerge(
  sql: Reader,
  log: number,
  merged: EntityId,
): Promise<StandingMerge | undefined> {
  const row = await sql.one<{ survivor_id: string; index: string; records: string[]; cause: string }>(
    `select survivor_id, index, records, cause from bailiwick.merge
     where log_id = $1 and merged_id = $2 and undone is null order by index desc limit 1`,
    [log, merged],
  );
  return (
    row && {
      merged,
      survivor: entityId(row.survivor_id),
      index: safeInteger(row.index),
      records: row.records.map(recordId),
      why: row.cause,
    }
  );
}

/** What the last merge that brought a record to an entity, and stands, had merged into it. */
export async function mergedWith(
  sql: Reader,
  log: number,
  { survivor, record }: { readonly survivor: EntityId; readonly record: RecordId },
): Promise<EntityId | undefined> {
  const row = await sql.one<{ merged_id: string }>(
    `select merged_id from bailiwick.merge
     where log_id = $1 and survivor_id = $2 and undone is null and $3::uuid = any(records)
     order by index desc, merged_id limit 1`,
    [log, survivor, record],
  );
  return row && entityId(row.merged_id);
}

/** Whether the merge that an entry tells stands. */
export async function mergeStands(
  sql: Reader,
  log: number,
  merged: EntityId,
  index: number,
): Promise<boolean> {
  const row = await sql.one<{ stands: boolean }>(
    "select undone is null as stands from bailiwick.merge where log_id = $1 and merged_id = $2 and index = $3",
    [log, merged, index],
  );
  return row?.stands === true;
}

/** The merges that stand and that a source stated, of everything that now answers with one of some entities. */
export async function sourceMergesBelow(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
): Promise<readonly StandingMerge[]> {
  if (ids.length === 0) return [];
  const rows = await sql.many<{
    merged_id: string;
    survivor_id: string;
    index: string;
    records: string[];
    cause: string;
  }>(
    `with recursive below as (
       select merged_id, survivor_id, index, records, cause from bailiwick.merge
       where log_id = $1 and survivor_id = any($2::uuid[]) and undone is null
       union all
       select m.merged_id, m.survivor_id, m.index, m.records, m.cause from bailiwick.merge m
       join below on m.survivor_id = below.merged_id where m.log_id = $1 and m.undone is null)
     select merged_id, survivor_id, index, records, cause from below order by index, merged_id`,
    [log, uuidArray(ids)],
  );
  return rows.map((row) => ({
    merged: entityId(row.merged_id),
    survivor: entityId(row.survivor_id),
    index: safeInteger(row.index),
    records: row.records.map(recordId),
    why: row.cause,
  }));
}

/** A merge that stood, and the entry with which it stands no longer. */
export interface UndoneMerge {
  readonly merge: StandingMerge;
  readonly index: number;
}

/** Marks a merge as undone, which the entry at an index says. */
export function undoMerge(log: number, { merge, index }: UndoneMerge): Effect {
  return async (tx, { place }) => {
    await tx.run(
      "update bailiwick.merge set undone = $4 where log_id = $1 and merged_id = $2 and index = $3",
      [log, merge.merged, merge.index, place(index)],
    );
    // What goes back is no longer among what the survivor brought when it was merged itself.
    await tx.run(
      `with recursive above (id) as (
         select $2::uuid
         union
         select m.survivor_id from above
         join bailiwick.merge m on m.log_id = $1 and m.merged_id = above.id and m.undone is null)
       ${unclaimedSql} from above where m.log_id = $1 and m.merged_id = above.id and m.undone is null`,
      [log, merge.survivor, uuidArray(merge.records)],
    );
  };
}

/**
 * Records that a person moved from one entity to another: none of the merges into the first claims them any longer; a possible move that asked for just this is answered.
 */
export function releaseRecords(
  log: number,
  {
    from,
    to,
    records,
    index,
  }: {
    readonly from: EntityId;
    readonly to: EntityId;
    readonly records: readonly RecordId[];
    /** The entry that says it. */
    readonly index: number;
  },
): Effect {
  return (tx, { place }) => [
    tx.run(
      `with recursive below (id) as (
         select m.merged_id from bailiwick.merge m where m.log_id = $1 and m.survivor_id = $2 and m.undone is null
         union
         select m.merged_id from below
         join bailiwick.merge m on m.log_id = $1 and m.survivor_id = below.id and m.undone is null)
       ${unclaimedSql} from below where m.log_id = $1 and m.merged_id = below.id and m.undone is null`,
      [log, from, uuidArray(records)],
    ),
    tx.run(
      `update bailiwick.duplicate set state = 'moved', decided = $4
       where log_id = $1 and kind = 'move' and state = 'open' and left_id = $2 and right_id in ($2, $3)`,
      [log, from, to, place(index)],
    ),
  ];
}

/** Takes some records, the third parameter, out of what a merge brought. */
const unclaimedSql = `update bailiwick.merge m set records = array(
  select r from unnest(m.records) with ordinality as brought (r, place) where r <> all ($3::uuid[]) order by place)`;

/**
 * Says that two entities are different, so that they are never tied again by what they hold. Who said so, and why, stands sealed
 * in the entry at an index.
 */
export function decideDifferent(
  log: number,
  pair: { readonly left: EntityId; readonly right: EntityId; readonly type: string },
  index: number,
): Effect {
  const [left, right] = pair.left < pair.right ? [pair.left, pair.right] : [pair.right, pair.left];
  return async (tx, { place, recordedAt }) => {
    await tx.run(
      `insert into bailiwick.duplicate (log_id, left_id, right_id, kind, type, reason, state, opened, opened_at, decided)
       values ($1, $2, $3, 'duplicate', $4, 'by hand', 'different', $5, $6, $5)
       on conflict (log_id, left_id, right_id, kind) do update set
         state = excluded.state, decided = excluded.decided`,
      [log, left, right, pair.type, place(index), recordedAt],
    );
  };
}

/** The same of many ids, with the types of the entities that answer; an id that is not there is not in the answer. */
export async function survivorsOf(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, { readonly entity: EntityId; readonly type: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.many<{ asked: string; entity_id: string; type: string }>(
    `with recursive chain (asked, entity_id, merged_into, type, depth) as (
       select asked, e.entity_id, e.merged_into, e.type, 0 from unnest($2::uuid[]) as asked
       join bailiwick.entity e on e.log_id = $1 and e.entity_id = asked
       union all
       select chain.asked, e.entity_id, e.merged_into, e.type, depth + 1
       from chain join bailiwick.entity e on e.log_id = $1 and e.entity_id = chain.merged_into where depth < 64)
     select asked, entity_id, type from chain where merged_into is null order by asked`,
    [log, uuidArray(ids)],
  );
  return new Map(
    rows.map((row) => [entityId(row.asked), { entity: entityId(row.entity_id), type: row.type }]),
  );
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
