import type { Tx } from "./db.ts";

/** Turns divergences whose time is up from in transit to late, at most so many, and gives how many they were. */
export async function markLate(tx: Tx, log: number, max: number): Promise<number> {
  return tx.run(
    `update bailiwick.divergence d set cause = 'late', due_at = null
     from (select entity_id, fact, record_id, opened from bailiwick.divergence
           where log_id = $1 and closed is null and due_at <= clock_timestamp() and cause = 'in-transit'
           order by due_at, entity_id, fact, record_id limit $2 for update skip locked) as due
     where d.log_id = $1 and d.entity_id = due.entity_id and d.fact = due.fact and d.record_id = due.record_id
       and d.opened = due.opened`,
    [log, max],
  );
}
