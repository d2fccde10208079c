import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../../test/helpers/database.ts";
import { entityId, factKey, logIndex, recordId } from "../core/ids.ts";
import { openDatabase } from "./open-database.ts";
import { type DivergenceChange, writeDivergences } from "./write-divergences.ts";

const ids = ["01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"] as const;
const underWay = (leave: DivergenceChange["divergence"]["leave"]): DivergenceChange => ({
  ...{ entity: entityId(ids[0]), type: "account", attribute: "name", key: "1" },
  ...{ withinSeconds: 0, goldenFrom: null, original: null },
  divergence: {
    ...{ fact: factKey("name"), record: recordId(ids[1]), source: "desk", golden: "Ada", held: "Bo" },
    ...{ cause: "in-transit", pattern: "other", policy: "flag", wasInStep: true },
    ...{ opened: logIndex(1), since: logIndex(1), openedOn: "2026-11-21", leave },
  },
});

test("what may differ from the commit on that shows it is neither late nor has it a time to keep", async () => {
  const { database } = await testDatabase();
  const placed = { place: (index: number) => index, recordedAt: "2026-11-21T08:00:00Z", first: 1, next: 2 };
  const kept = async (log: number, leave: DivergenceChange["divergence"]["leave"]) => {
    await database.transact(async (tx) => {
      await Promise.all((await writeDivergences(log, [underWay(leave)], [])(tx, placed)) ?? []);
    });
    return database.reader.one<{ cause: string; due_at: string | null }>(
      "select cause, due_at from bailiwick.divergence where log_id = $1",
      [log],
    );
  };

  expect(await kept(10, { kind: "waiver", until: "2026-12-01" })).toEqual({
    cause: "in-transit",
    due_at: null,
  });
  expect(await kept(11, null)).toEqual({ cause: "late", due_at: null });
});

test("the record of an original is asked for by its key, also by a plan that was made while there were none", async () => {
  const { url } = await testDatabase();
  const database = openDatabase({ url, writers: 1 });
  onTestFinished(() => database.close());
  const placed = { place: (index: number) => index, recordedAt: "2026-11-21T08:00:00Z", first: 1, next: 2 };
  const { divergence, ...change } = underWay(null);
  const original = { entity: change.entity, record: divergence.record, fact: divergence.fact };
  const standing = Array.from({ length: 20 }, (_, at) => ({
    ...{ ...change, original },
    divergence: { ...divergence, fact: factKey(`name${at}`) },
  }));
  const written = (log: number) =>
    database.transact(async (tx) => {
      await Promise.all((await writeDivergences(log, standing, [])(tx, placed)) ?? []);
      const read = await tx.one<{ rows: string }>(
        "select idx_tup_fetch + seq_tup_read as rows from pg_stat_xact_user_tables where relid = 'bailiwick.record'::regclass",
      );
      return Number(read?.rows);
    });
  for (let log = 20; log < 30; log++) await written(log);

  await database.transact((tx) =>
    tx.run(
      `insert into bailiwick.record (created, last_index, incarnation, log_id, record_id, entity_id, source, key, linked_by, position, digest, claims)
       select 1, 1, 1, 10, gen_random_uuid(), gen_random_uuid(), 'desk', n::text, 'new', 'f1', '', '{}' from generate_series(1, $1) as n`,
      [2_000],
    ),
  );

  expect(await written(10)).toBeLessThan(100);
});
