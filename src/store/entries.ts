import type { Changes, Placed } from "./commit.ts";
import type { Reader } from "./db.ts";

/** Whether the first entry of a group stands in the log where it was placed: tells whether a lost COMMIT happened. */
export async function firstEntryIs(
  sql: Reader,
  log: number,
  placed: Placed,
  changes: Changes,
): Promise<boolean> {
  const [first] = changes.entries;
  if (first === undefined) return false;
  const row = await sql.one<{ salt: Buffer | null }>(
    "select salt from bailiwick.entry where log_id = $1 and index = $2",
    [log, placed.first],
  );
  return row?.salt?.equals(first.salt) ?? false;
}
