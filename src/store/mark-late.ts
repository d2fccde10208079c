import type { EntityId } from "../core/ids.ts";
import { uuidArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";

/** Entities with a divergence whose time is up, those longest due first. */
export async function entitiesDue(sql: Reader, log: number, max: number): Promise<EntityId[]> {
  const rows = await sql.many<{ entity_id: EntityId }>(
    `select entity_id from bailiwick.divergence
     where log_id = $1 and closed is null and due_at <= clock_timestamp() and cause = 'in-transit'
     group by entity_id order by min(due_at), entity_id limit $2`,
    [log, max],
  );
  return rows.map((row) => row.entity_id);
}

/** Turns what is due of these entities from in transit to late. */
export function markLate(log: number, entities: readonly EntityId[]): Effect {
  return (tx) => [
    tx.run(
      `update bailiwick.divergence set cause = 'late', due_at = null
       where log_id = $1 and entity_id = any($2::uuid[]) and closed is null and due_at <= clock_timestamp() and cause = 'in-transit'`,
      [log, uuidArray(entities)],
    ),
  ];
}
