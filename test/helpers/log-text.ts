import type { Database } from "../../src/store/db.ts";

/** Every byte that stands readable in the log: headers and bodies. */
export async function logText(database: Database): Promise<string> {
  const rows = await database.reader.many<{ header: Buffer; body: Buffer | null }>(
    "select header, body from bailiwick.entry order by index",
  );
  return rows.map((row) => `${row.header.toString("utf8")}\n${row.body?.toString("utf8") ?? ""}`).join("\n");
}
