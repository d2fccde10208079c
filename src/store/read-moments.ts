import { decodeHeader } from "../core/log/header.ts";
import { invariant } from "../errors.ts";
import { int8Array } from "./binary-array.ts";
import type { Reader } from "./db.ts";
import { safeInteger } from "./safe-integer.ts";

/** When some entries were recorded, by index. An index that is not in the log is not in the answer. */
export async function recordedAtOf(
  sql: Reader,
  log: number,
  indexes: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (indexes.length === 0) return new Map();
  const rows = await sql.many<{ index: string; header: Buffer }>(
    {
      name: "recorded-at",
      text: "select index, header from bailiwick.entry where log_id = $1 and index = any($2::int8[]) order by index",
    },
    [log, int8Array([...indexes])],
  );
  return new Map(
    rows.map(({ index, header }) => {
      const decoded = decodeHeader(header);
      invariant(decoded.ok, "a stored header can be read");
      return [safeInteger(index), decoded.value.recordedAt];
    }),
  );
}
