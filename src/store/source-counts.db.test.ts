import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTestDatabase, type TestDatabase } from "../../test/helpers/database.ts";
import { countRecords, type SourceCount, sourceCounts, sourcesMiscounted } from "./source-counts.ts";

let made: TestDatabase;
beforeAll(async () => {
  made = await makeTestDatabase();
});
afterAll(() => made.drop());

const placed = { place: (index: number) => index, recordedAt: "", first: 1, next: 1 };

/** Counts on in one transaction, as a commit does. */
async function count(log: number, changes: Readonly<Record<string, SourceCount>>): Promise<void> {
  await made.database.transact(async (tx) => {
    await Promise.all((await countRecords(log, new Map(Object.entries(changes)))(tx, placed)) ?? []);
  });
}

const kept = (log: number, source: string) =>
  made.database.reader.many<{ changes: number }>(
    "select changes::int from bailiwick.source_count where log_id = $1 and source = $2 order by changes",
    [log, source],
  );

it("comes to what the last change left of each, living and deleted, for each source and log by itself", async () => {
  const few = fc.nat({ max: 2 });
  const steps = fc.array(fc.tuple(fc.constantFrom("crm", "ops"), fc.record({ living: few, deleted: few })), {
    maxLength: 6,
  });
  let log = 10;
  await fc.assert(
    fc.asyncProperty(steps, async (told) => {
      log += 1;
      const now = new Map<string, SourceCount>();
      for (const [source, { living, deleted }] of told) {
        const was = now.get(source) ?? { living: 0, deleted: 0 };
        await count(log, { [source]: { living: living - was.living, deleted: deleted - was.deleted } });
        now.set(source, { living, deleted });
      }

      const counts = await sourceCounts(made.database.reader, log, ["crm", "ops", "none"]);
      for (const source of ["crm", "ops", "none"]) {
        const none = { living: 0, deleted: 0 };
        expect(counts.get(source) ?? none).toEqual(now.get(source) ?? none);
      }
    }),
    { numRuns: 30 },
  );
});

it("keeps the last 64 changes of a source at least, and twice as many at most", async () => {
  for (let at = 1; at <= 200; at += 1) await count(1, { crm: { living: 1, deleted: 0 } });
  await count(1, { ops: { living: 1, deleted: 0 } });

  const changes = (await kept(1, "crm")).map((one) => one.changes);

  expect(changes.at(-1)).toBe(200);
  expect(changes.length).toBeGreaterThanOrEqual(64);
  expect(changes.length).toBeLessThanOrEqual(128);
  expect(changes).toEqual(changes.map((_, at) => (changes[0] ?? 0) + at));
  expect(await kept(1, "ops")).toHaveLength(1);
  expect((await sourceCounts(made.database.reader, 1, ["crm"])).get("crm")?.living).toBe(200);
});

it("is told where there are other records than were counted: more, fewer, or of a source that was never counted", async () => {
  await count(2, { crm: { living: 0, deleted: 1 } });
  await count(2, { ops: { living: 0, deleted: 1 } });
  await count(2, { ops: { living: 0, deleted: -1 } });

  expect(await sourcesMiscounted(made.database.reader, 2)).toEqual(["crm"]);
});
