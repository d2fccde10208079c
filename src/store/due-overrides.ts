import { type EntityId, entityId } from "../core/ids.ts";
import type { Reader } from "./db.ts";

/**
 * Entities of which an override's day has come by the database's calendar, in UTC, and that day. Those of a merged entity
 * wait until it is unmerged.
 */
export async function dueOverrides(
  sql: Reader,
  log: number,
  limit: number,
): Promise<{ readonly today: string; readonly entities: readonly EntityId[] }> {
  const rows = await sql.many<{ today: string; entity_id: string | null }>(
    `select today::text, o.entity_id from (select (clock_timestamp() at time zone 'UTC')::date as today) t
     left join lateral (
       select distinct entity_id from bailiwick.override join bailiwick.entity e using (log_id, entity_id)
       where log_id = $1 and until_day <= t.today and e.merged_into is null order by entity_id limit $2
     ) o on true order by o.entity_id`,
    [log, limit],
  );
  const entities = rows.flatMap((row) => (row.entity_id === null ? [] : [entityId(row.entity_id)]));
  return { today: rows[0]?.today ?? "", entities };
}
