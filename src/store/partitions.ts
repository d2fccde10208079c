import { entriesPerPartition, partitionAhead } from "../limits.ts";
import type { Tx } from "./db.ts";

/** The number of the partition that an index belongs to. */
export const partitionOf = (index: number): number => Math.floor(index / entriesPerPartition);

/** The number of the partition that must exist before entries from an index on are written: one is made well ahead. */
export const partitionNeeded = (next: number): number => partitionOf(next + partitionAhead);

/** Makes a partition of the log, as append-only as the first; safe when two processes do it at once. */
export async function makePartition(tx: Tx, number: number): Promise<void> {
  const name = `bailiwick.entry_${number}`;
  await tx.run("select pg_advisory_xact_lock(hashtext('bailiwick entry partition'))");
  const there = await tx.one<{ there: boolean }>("select to_regclass($1) is not null as there", [name]);
  if (there?.there) return;
  const from = number * entriesPerPartition;
  await tx.run(
    `create table ${name} partition of bailiwick.entry for values from (${from}) to (${from + entriesPerPartition})`,
  );
  await tx.run(`revoke update, delete, truncate on ${name} from public, current_user`);
}
