import type { EntityId } from "../core/ids.ts";
import { uuidArray } from "./binary-array.ts";
import type { Reader } from "./db.ts";

/** A record as people name it. */
export interface RecordName {
  readonly source: string;
  readonly key: string;
}

/**
 * By their ids: entities as one of their records names them, the first that came; what was merged into another by one that it
 * brought there. What has none is not in the answer.
 */
export async function entityNames(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
): Promise<ReadonlyMap<string, RecordName>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.many<NameRow>(
    {
      name: "entity-names",
      text: `select wanted.id, found.source, found.key from unnest((select $2::uuid[])) as wanted (id),
        lateral (select source, key from bailiwick.record
                 where log_id = $1 and entity_id = wanted.id and not former
                 order by created, source, key limit 1) as found
        order by wanted.id`,
    },
    [log, uuidArray(ids)],
  );
  const names = new Map(rows.map(({ id, source, key }) => [id, { source, key }]));
  const merged = ids.filter((id) => !names.has(id));
  if (merged.length > 0)
    for (const { id, source, key } of await mergedNames(sql, log, merged)) names.set(id, { source, key });
  return names;
}

/** By their ids: the records that belong to some entities now, as many as are asked for at most, and from when each is true. */
export async function recordNamesOf(
  sql: Reader,
  log: number,
  entities: readonly EntityId[],
  limit: number,
): Promise<ReadonlyMap<string, RecordName & { readonly from: string }>> {
  if (entities.length === 0) return new Map();
  const rows = await sql.many<NameRow & { from: string }>(
    `select record_id as id, source, key, valid_from as "from" from bailiwick.record
     where log_id = $1 and entity_id = any($2::uuid[]) order by record_id limit $3`,
    [log, uuidArray(entities), limit],
  );
  return new Map(rows.map(({ id, source, key, from }) => [id, { source, key, from }]));
}

type NameRow = { id: string; source: string; key: string };

const mergedNames = (sql: Reader, log: number, ids: readonly EntityId[]): Promise<NameRow[]> =>
  sql.many<NameRow>(
    `with recursive above as (
       select merged_id as id, survivor_id as at, records from bailiwick.merge
       where log_id = $1 and merged_id = any($2::uuid[]) and undone is null
       union all
       select above.id, m.survivor_id, above.records from above
       join bailiwick.merge m on m.log_id = $1 and m.merged_id = above.at and m.undone is null)
     select distinct on (above.id) above.id, r.source, r.key from above
     join bailiwick.record r on r.log_id = $1 and r.entity_id = above.at and r.record_id = any(above.records)
     order by above.id, r.created, r.source, r.key`,
    [log, uuidArray(ids)],
  );

/** By their ids: what tokens are called. */
export async function tokenNames(
  sql: Reader,
  log: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.many<{ id: string; name: string }>(
    {
      name: "token-names",
      text: `select token_id as id, name from bailiwick.token
        where log_id = $1 and token_id = any($2::uuid[]) order by token_id`,
    },
    [log, ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
