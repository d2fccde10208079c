import { type EntityId, entityId, recordId } from "../core/ids.ts";
import { byteaArray, textArray, uuidArray } from "./binary-array.ts";
import type { Reader } from "./db.ts";
import type { LookupRow } from "./write-records.ts";

/** The records that hold a value of one of these hashes. */
export async function lookupsOf(sql: Reader, log: number, hashes: readonly Buffer[]): Promise<LookupRow[]> {
  if (hashes.length === 0) return [];
  const rows = await sql.many<{ hash: Buffer; record_id: string; entity_id: string }>(
    `select found.* from unnest($2::bytea[]) as wanted (hash),
        lateral (select hash, record_id, entity_id from bailiwick.lookup
                 where log_id = $1 and hash = wanted.hash offset 0) as found order by hash, record_id`,
    [log, byteaArray(hashes)],
  );
  return rows.map((row) => ({
    hash: row.hash,
    record: recordId(row.record_id),
    entity: entityId(row.entity_id),
  }));
}

/** By hash (latin1): the oldest entities that hold a value of it, at most so many of each. */
export async function oldestHolding(
  sql: Reader,
  log: number,
  hashes: readonly Buffer[],
  max: number,
): Promise<ReadonlyMap<string, readonly EntityId[]>> {
  const found = new Map<string, EntityId[]>();
  if (hashes.length === 0) return found;
  const rows = await sql.many<{ hash: Buffer; entity_id: string }>(
    `select wanted.hash, found.entity_id from unnest($2::bytea[]) as wanted (hash),
        lateral (select distinct entity_id from bailiwick.lookup
                 where log_id = $1 and hash = wanted.hash order by entity_id limit $3) as found
     order by 1, 2`,
    [log, byteaArray(hashes), max],
  );
  for (const { hash, entity_id: id } of rows) {
    const name = hash.toString("latin1");
    found.set(name, [...(found.get(name) ?? []), entityId(id)]);
  }
  return found;
}

/** A pair of a crosswalk that concerns one of the asked records. */
export interface CrosswalkPair {
  readonly leftSource: string;
  readonly leftKey: string;
  /** The life of the key that the pair means: the one in which it was stated. */
  readonly leftLife: number;
  readonly rightSource: string;
  readonly rightKey: string;
  readonly rightLife: number;
}

/** The waiting pairs in which one of these records of one source stands on either side. */
export async function waitingPairs(
  sql: Reader,
  log: number,
  source: string,
  keys: readonly string[],
): Promise<CrosswalkPair[]> {
  if (keys.length === 0) return [];
  return sql.many<CrosswalkPair & Record<string, unknown>>(waitingPairsSql, [log, source, textArray(keys)]);
}

// Keys of either side, each in a probe of its own (see by-key.ts); a pair of two asked records is found by both.
const waitingPairsSql = `
  select distinct left_source as "leftSource", left_key as "leftKey", left_life as "leftLife",
         right_source as "rightSource", right_key as "rightKey", right_life as "rightLife"
  from unnest($3::text[]) as wanted (key),
       lateral (select left_source, left_key, left_life, right_source, right_key, right_life from bailiwick.crosswalk
                where log_id = $1 and state = 'waiting' and left_source = $2 and left_key = wanted.key
                union all
                select left_source, left_key, left_life, right_source, right_key, right_life from bailiwick.crosswalk
                where log_id = $1 and state = 'waiting' and right_source = $2 and right_key = wanted.key offset 0) as found
  order by "leftSource", "leftKey", "rightSource", "rightKey"`;

/**
 * Pairs of entities that a person decided are different, one of each pair among those asked for: each by the entity that
 * answers for it now, because what is different from an entity is different from its survivor.
 */
export async function differentPairs(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
): Promise<[EntityId, EntityId][]> {
  if (ids.length === 0) return [];
  const rows = await sql.many<{ left_id: string; right_id: string }>(
    `with recursive asked (id, answers) as (
       select id, id from unnest($2::uuid[]) as id
       union
       select m.merged_id, asked.answers from asked
       join bailiwick.merge m on m.log_id = $1 and m.survivor_id = asked.id and m.undone is null),
     told (answers, at) as (
       select answers, other from (
         select answers, d.right_id as other from asked join bailiwick.duplicate d on d.left_id = asked.id
         where d.log_id = $1 and d.kind = 'duplicate' and d.state = 'different'
         union
         select answers, d.left_id from asked join bailiwick.duplicate d on d.right_id = asked.id
         where d.log_id = $1 and d.kind = 'duplicate' and d.state = 'different') as decided
       union
       select answers, e.merged_into from told join bailiwick.entity e on e.log_id = $1 and e.entity_id = told.at
       where e.merged_into is not null)
     select answers as left_id, at as right_id from told where at <> answers order by 1, 2`,
    [log, uuidArray(ids)],
  );
  return rows.map((row) => [entityId(row.left_id), entityId(row.right_id)]);
}

/** The wrapped keys of some data subjects; a subject that is not in the answer has none (yet, or any more). */
export async function subjectKeys(
  sql: Reader,
  log: number,
  subjects: readonly string[],
): Promise<Map<string, Buffer>> {
  if (subjects.length === 0) return new Map();
  const rows = await sql.many<{ subject_id: string; wrapped: Buffer }>(
    `select found.* from unnest($2::uuid[]) as wanted (id),
        lateral (select subject_id, wrapped from bailiwick.subject_key
                 where log_id = $1 and subject_id = wanted.id offset 0) as found order by subject_id`,
    [log, uuidArray(subjects)],
  );
  return new Map(rows.map((row) => [row.subject_id, row.wrapped]));
}
