import { type EntityId, entityId } from "../core/ids.ts";
import type { WorldMoment } from "../core/value/world-moment.ts";
import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";

/** Moves the calendar of a log, in the commit of the entry that says so. Never back. */
export function moveCalendar(log: number, to: WorldMoment): Effect {
  return (tx) => [
    tx.run("update bailiwick.log_head set calendar = $2 where log_id = $1 and calendar < $2", [log, to]),
  ];
}

/** The latest moment, up to one, at which a slice of any entity comes into force or ends; `null` for none. */
export async function latestDue(sql: Reader, log: number, until: WorldMoment): Promise<WorldMoment | null> {
  const row = await sql.one<{ due_at: string }>(
    `select due_at from bailiwick.entity where log_id = $1 and due_at is not null and due_at <= $2
     order by due_at desc limit 1`,
    [log, until],
  );
  return row?.due_at ?? null;
}

/** Entities of which a moment has come by the calendar, and that are yet to be resolved anew. */
export async function dueEntities(
  sql: Reader,
  log: number,
  calendar: WorldMoment,
  limit: number,
): Promise<readonly EntityId[]> {
  const rows = await sql.many<{ entity_id: string }>(
    `select entity_id from bailiwick.entity where log_id = $1 and due_at is not null and due_at <= $2
     order by due_at, entity_id limit $3`,
    [log, calendar, limit],
  );
  return rows.map((row) => entityId(row.entity_id));
}
