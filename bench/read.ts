import { model, seeded } from "./accounts.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";
import { askBoth, openServed, roundsOf, type Served } from "./served.ts";

/** The golden record by id, over 32 connections. The baseline: a bare fastify route that selects the same row by its primary key. */
export async function* read(options: BenchOptions): AsyncGenerator<Measurement> {
  await using served = await openServed();
  const pick = await loadedAccounts(served, options);
  const measured = await askBoth(served, {
    connections: 32,
    ...roundsOf(options),
    product: () => ({ method: "GET", path: `/v1/entities/account/${pick()}` }),
    bare: () => ({ method: "GET", path: `/entities/${pick()}` }),
  });
  yield { name: "read", unit: "requests/s", ...measured };
}

/** Loads 20,240 accounts of three systems, and gives the id of any one of them. */
export async function loadedAccounts(served: Served, { quick }: BenchOptions): Promise<() => string> {
  await served.tell({ kind: "apply", files: model });
  await served.tell({ kind: "load", records: quick ? 4_400 : 44_000 });
  const { rows } = await served.sql.query<{ entity_id: string }>(
    "select entity_id from bailiwick.entity where type = 'account' order by entity_id",
  );
  const random = seeded(7);
  return () => rows[Math.floor(random() * rows.length)]?.entity_id ?? "";
}
