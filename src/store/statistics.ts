import type { Tx } from "./db.ts";

/** Tables that are asked by key while they grow, and the columns that the planner has to know of. */
const columns = {
  record: "log_id, source, key, entity_id",
  entity: "log_id, type, entity_id",
  lookup: "log_id, hash, record_id",
  subject_key: "log_id, subject_id",
  divergence: "log_id, entity_id, fact, type, attribute, source",
  finding: "log_id, entity_id",
  reference: "log_id, entity_id, wants, target_id",
} as const;

/**
 * Analyses the tables that have grown to four times what the planner knows of. Autovacuum does it, too, but a minute late:
 * until then an index that merely begins with the log looks as good to the planner as the right one. Without this the first
 * load of 100,000 records spent 33 of its 45 seconds in the database on looking for divergences.
 */
export async function refreshStatistics(tx: Tx): Promise<void> {
  const grown = await tx.many<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'bailiwick'::regnamespace and relname = any($1::text[])
       and pg_relation_size(oid) / current_setting('block_size')::int > 4 * greatest(relpages, 1)
     order by relname`,
    [Object.keys(columns)],
  );
  for (const [table, known] of Object.entries(columns)) {
    if (grown.some((one) => one.name === table)) await tx.run(`analyze bailiwick.${table} (${known})`);
  }
}
