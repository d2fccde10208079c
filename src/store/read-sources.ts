import type { Reader } from "./db.ts";
import { momentText } from "./moment-text.ts";

/** How many records of each source wait in quarantine; a source of which none does is not in the answer. */
export async function quarantinedBySource(sql: Reader, log: number): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.many<{ source: string; count: string }>(
    `select source, count(*) as count from bailiwick.quarantine where log_id = $1 and state = 'open'
     group by source order by source`,
    [log],
  );
  return new Map(rows.map((row) => [row.source, Number(row.count)]));
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
