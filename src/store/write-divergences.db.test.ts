import { expect, test } from "vitest";
import { testDatabase } from "../../test/helpers/database.ts";
import { entityId, factKey, logIndex, recordId } from "../core/ids.ts";
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
