import type { GoldenFact } from "../core/golden/golden.ts";
import { type EntityId, entityId, type FactKey } from "../core/ids.ts";
import { textArray, uuidArray } from "./binary-array.ts";
import { byEntity } from "./by-key.ts";
import type { Reader } from "./db.ts";
import { goldenFromRow } from "./golden-row.ts";

/** The golden facts alone of some entities: what references lead to. */
export async function goldenOf(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
): Promise<Map<EntityId, ReadonlyMap<FactKey, GoldenFact>>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.many<GoldenRow>(goldenSql, [log, uuidArray(ids)]);
  return factsOf(rows);
}

/**
 * The golden facts of some entities and of all that is above them by some references, each of which is the id of an entity
 * or null. A circle, which can stand for a moment, is gone round once.
 *
 * Rejected: a question for each level. A write below a chain of 3,000 held the log for 7 s, and the follow-up of such a load
 * took 144 s.
 */
export async function goldenAbove(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
  facts: readonly FactKey[],
): Promise<Map<EntityId, ReadonlyMap<FactKey, GoldenFact>>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.many<GoldenRow>(goldenAboveSql, [log, uuidArray(ids), textArray(facts)]);
  return factsOf(rows);
}

/** Whether any of some entities is the parent, by one of some references, of one that is not among them. */
export async function hasChildrenBeside(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
  facts: readonly FactKey[],
): Promise<boolean> {
  const row = await sql.one<{ has: boolean }>(childrenBesideSql, [log, uuidArray(ids), textArray(facts)]);
  return row?.has === true;
}

interface GoldenRow {
  readonly entity_id: string;
  readonly golden: unknown;
  readonly basis: unknown;
}

const factsOf = (rows: readonly GoldenRow[]): Map<EntityId, ReadonlyMap<FactKey, GoldenFact>> =>
  new Map(rows.map((row) => [entityId(row.entity_id), goldenFromRow(row.golden, row.basis, "active").facts]));

const goldenSql = byEntity("entity_id, golden, basis", "entity where log_id = $1", "entity_id");
/** `offset 0` keeps the planner from joining each level by reading the whole table. */
const goldenAboveSql = {
  name: "golden-above",
  text: `with recursive up (id) as (
      select unnest($2::uuid[])
      union
      select parent.id from up cross join lateral (
        select (e.golden ->> fact)::uuid as id from bailiwick.entity e cross join unnest($3::text[]) as fact
        where e.log_id = $1 and e.entity_id = up.id and e.golden ->> fact ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        offset 0) as parent)
    select e.* from up cross join lateral (
      select entity_id, golden, basis from bailiwick.entity where log_id = $1 and entity_id = up.id offset 0) as e
    order by e.entity_id`,
};
/** `offset 0`, as above. */
const childrenBesideSql = `
  select exists (select from unnest($2::uuid[]) as wanted (id) cross join lateral (
    select r.entity_id, r.attribute from bailiwick.reference r
    where r.log_id = $1 and r.target_id = wanted.id and r.attribute = any($3::text[]) and r.entity_id <> all($2::uuid[])
    offset 0) as stating cross join lateral (
    select e.golden ->> stating.attribute as parent from bailiwick.entity e
    where e.log_id = $1 and e.entity_id = stating.entity_id offset 0) as child
  where child.parent = wanted.id::text) as has`;
