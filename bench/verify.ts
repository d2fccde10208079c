import { createHash } from "node:crypto";
import { model } from "./accounts.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";
import { openServed } from "./served.ts";

/**
 * Entries a second that `verify` checks anew on a loaded database, with everything else that it compares. The baseline: SHA-256
 * of the same stored bytes, from memory.
 */
export async function* verify({ quick }: BenchOptions): AsyncGenerator<Measurement> {
  await using served = await openServed();
  await served.tell({ kind: "apply", files: model });
  await served.tell({ kind: "load", records: quick ? 10_000 : 100_000 });
  const { rows } = await served.sql.query<{ header: Buffer; body: Buffer | null }>(
    "select header, body::text::bytea as body from bailiwick.entry order by log_id, index",
  );
  const { entries, seconds, leavesPerSecond } = await served.tell({ kind: "verify" });
  const started = performance.now();
  for (const { header, body } of rows) {
    const hash = createHash("sha256").update(header);
    if (body !== null) hash.update(body);
    hash.digest();
  }
  const baseline = rows.length / ((performance.now() - started) / 1000);
  const value = Number(entries) / Number(seconds);
  const more = { entries: Number(entries), leavesPerSecond: Number(leavesPerSecond) };
  yield { name: "verify", unit: "entries/s", value, baseline, ratio: value / baseline, more };
}
