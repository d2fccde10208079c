import { int4Array, textArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";

/** How many records a source has, living and deleted; or by how many they became more. */
export interface SourceCount {
  readonly living: number;
  readonly deleted: number;
}

/**
 * Counts the records of sources on, in the transaction that changes them. Each change is a row of its own behind the one
 * before, so that none leaves a dead version to be walked past while a transaction is open elsewhere; rows of long ago go in
 * pieces, as those of `log_commit` do.
 *
 * Rejected: counting when asked. A million records took 130 ms of each question, and of the start of each load.
 */
export function countRecords(log: number, changes: ReadonlyMap<string, SourceCount>): Effect {
  return (tx) => {
    const moved = [...changes].filter(([, { living, deleted }]) => living !== 0 || deleted !== 0);
    if (moved.length === 0) return [];
    const rows = [
      log,
      textArray(moved.map(([source]) => source)),
      int4Array(moved.map(([, { living }]) => living)),
      int4Array(moved.map(([, { deleted }]) => deleted)),
      countsKept,
    ];
    return [tx.run(countSql, rows)];
  };
}

/** Rows of a source that are kept at least, and at most twice as many. */
const countsKept = 64;

const lastOf = (source: string): string => `
  lateral (select c.living, c.deleted, c.changes from bailiwick.source_count c
           where c.log_id = $1 and c.source = ${source} order by c.changes desc limit 1) as last on true`;

const countSql = {
  name: "count-records",
  text: `
  with added as (
    insert into bailiwick.source_count (log_id, source, changes, living, deleted)
    select $1::int2, more.source, coalesce(last.changes, 0) + 1, coalesce(last.living, 0) + more.living,
           coalesce(last.deleted, 0) + more.deleted
    from unnest($2::text[], $3::int4[], $4::int4[]) as more (source, living, deleted) left join ${lastOf("more.source")}
    returning source, changes)
  delete from bailiwick.source_count c using added
  where added.changes % $5::int8 = 0 and c.log_id = $1 and c.source = added.source
    and c.changes > added.changes - 2 * $5::int8 and c.changes <= added.changes - $5::int8`,
};

/** What some sources have, as of one moment; one that never had a record is not in the answer. */
export async function sourceCounts(
  sql: Reader,
  log: number,
  sources: readonly string[],
): Promise<ReadonlyMap<string, SourceCount>> {
  const rows = await sql.many<{ source: string; living: string; deleted: string }>(
    `select asked.source, last.living, last.deleted
     from unnest($2::text[]) as asked (source) join ${lastOf("asked.source")} order by asked.source`,
    [log, textArray(sources)],
  );
  return new Map(
    rows.map((row) => [row.source, { living: Number(row.living), deleted: Number(row.deleted) }]),
  );
}

/** How many living records a source has. */
export async function livingRecords(sql: Reader, log: number, source: string): Promise<number> {
  return (await sourceCounts(sql, log, [source])).get(source)?.living ?? 0;
}

/** Sources whose records are not as many as was counted, in one look. */
export async function sourcesMiscounted(sql: Reader, log: number): Promise<readonly string[]> {
  const rows = await sql.many<{ source: string }>(
    `with there as (
       select source, count(*) filter (where not deleted) as living, count(*) filter (where deleted) as deleted
       from bailiwick.record where log_id = $1 group by source),
     counted as (
       select distinct on (source) source, living, deleted from bailiwick.source_count
       where log_id = $1 order by source, changes desc)
     select source from there full join counted using (source)
     where (coalesce(there.living, 0), coalesce(there.deleted, 0)) <> (coalesce(counted.living, 0), coalesce(counted.deleted, 0))
     order by source`,
    [log],
  );
  return rows.map((row) => row.source);
}
