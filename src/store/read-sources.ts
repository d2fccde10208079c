import type { Reader } from "./db.ts";
import { momentText } from "./moment-text.ts";

export interface SourceCounts {
  readonly records: number;
  readonly deleted: number;
  readonly quarantined: number;
}

/** How many records each source has, living and deleted, and how many wait in quarantine. */
export async function countsBySource(sql: Reader, log: number): Promise<ReadonlyMap<string, SourceCounts>> {
  const rows = await sql.many<{ source: string; records: string; deleted: string; quarantined: string }>(
    `select source, sum(records) as records, sum(deleted) as deleted, sum(quarantined) as quarantined from (
       select source, count(*) filter (where not deleted) as records, count(*) filter (where deleted) as deleted, 0 as quarantined
       from bailiwick.record where log_id = $1 group by source
       union all
       select source, 0, 0, count(*) from bailiwick.quarantine where log_id = $1 and state = 'open' group by source) as counted
     group by source order by source`,
    [log],
  );
  return new Map(
    rows.map((row) => [
      row.source,
      { records: Number(row.records), deleted: Number(row.deleted), quarantined: Number(row.quarantined) },
    ]),
  );
}

export interface CursorRead {
  readonly incarnation: number;
  readonly position: string;
  readonly loads: number;
  readonly updatedAt: string;
}

/** How far each source has been taken. */
export async function cursorsBySource(sql: Reader, log: number): Promise<ReadonlyMap<string, CursorRead>> {
  const rows = await sql.many<{
    source: string;
    incarnation: number;
    position: string;
    loads: string;
    updated_at: string;
  }>(
    "select source, incarnation, position, loads, updated_at from bailiwick.cursor where log_id = $1 order by source",
    [log],
  );
  return new Map(
    rows.map(({ source, incarnation, position, loads, updated_at }) => [
      source,
      { incarnation, position, loads: Number(loads), updatedAt: momentText(updated_at) },
    ]),
  );
}
