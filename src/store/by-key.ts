/**
 * Everything is asked by key, each key in a probe of its own: `lateral … offset 0` leaves the planner no other way.
 * Measured while loading 100,000 records: `= any(…)` read whole tables, or whole indexes by their log alone, while their
 * statistics were from before they had been filled (11 ms instead of 1 for the lookups of 185 records). Prepared statements
 * are worse: a plan that was made while a table was empty stays (130 ms for the divergences of 200 entities).
 */
export const byEntity = (columns: string, from: string, order: string): string => `
  select found.* from unnest($2::uuid[]) as wanted (id),
    lateral (select ${columns} from bailiwick.${from} and entity_id = wanted.id offset 0) as found order by ${order}`;

/** The same by source and key of a record. */
export const byKey = (columns: string): string => `
  select found.* from unnest($3::text[]) as wanted (key),
    lateral (select ${columns} from bailiwick.record
             where log_id = $1 and source = $2 and key = wanted.key offset 0) as found order by key, life, valid_from`;
