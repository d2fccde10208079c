import { expect } from "vitest";
import { recordSlot } from "../../src/app/change/work.ts";
import type { Database } from "../../src/store/db.ts";
import { recordsByKey } from "../../src/store/load-records.ts";
import type { EntityState } from "../../src/store/state.ts";

/** What the tables say of each other. */
export async function expectTablesConsistent(
  database: Database,
  states: readonly EntityState[],
): Promise<void> {
  const wrong = await database.reader.many<{ what: string }>(
    `select 'record of a merged or missing entity: ' || r.source || ':' || r.key as what
       from bailiwick.record r left join bailiwick.entity e using (log_id, entity_id)
      where e.entity_id is null or e.merged_into is not null
     union all
     select 'lookup of another entity than its record: ' || r.source || ':' || r.key
       from bailiwick.lookup l join bailiwick.record r using (log_id, record_id) where l.entity_id <> r.entity_id
     union all
     select 'lookup of a merged entity: ' || l.entity_id
       from bailiwick.lookup l join bailiwick.entity e using (log_id, entity_id) where e.merged_into is not null
     union all
     select 'reference held by a merged entity: ' || f.entity_id
       from bailiwick.reference f join bailiwick.entity e using (log_id, entity_id) where e.merged_into is not null
     union all
     select 'divergence of what is not there: ' || d.entity_id || ' ' || d.fact
       from bailiwick.divergence d left join bailiwick.record r using (log_id, record_id)
      where d.closed is null and (r.entity_id is distinct from d.entity_id or r.deleted)
     union all
     select 'a deadline of what may differ: ' || entity_id || ' ' || fact
       from bailiwick.divergence where closed is null and leave is not null and due_at is not null
     union all
     select 'an index beyond the log: ' || what from (
       select 'record ' || key as what, last_index as at from bailiwick.record
       union all select 'divergence ' || fact, opened from bailiwick.divergence
       union all select 'divergence since ' || fact, since from bailiwick.divergence
       union all select 'divergence closed ' || fact, closed from bailiwick.divergence
       union all select 'finding ' || rule, opened from bailiwick.finding) as said
      where at >= (select max(next_index) from bailiwick.log_commit) or at < 1
     order by 1`,
  );
  expect(wrong).toEqual([]);
  for (const state of states) {
    for (const record of state.records) {
      const lives = await recordsByKey(database.reader, 1, record.source, [record.key]);
      const again = lives.filter(({ life }) => life === record.life);
      // Only the present life may live.
      expect(record.former).toBe(record.life < Math.max(...lives.map(({ life }) => life)));
      expect(record.former && !record.deleted).toBe(false);
      expect(new Set(again.map(({ entity }) => entity)), recordSlot(record.source, record.key)).toEqual(
        new Set([state.id]),
      );
    }
  }
}
