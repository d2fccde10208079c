import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "../../test/helpers/database.ts";
import type { Claim, Position } from "../core/golden/golden.ts";
import { validity } from "../core/golden/validity.ts";
import { entityId, factKey, logIndex, recordId } from "../core/ids.ts";
import { provisionalFrom } from "./commit.ts";
import { recordsByKey } from "./load-records.ts";
import type { LinkedBy, StoredRecord } from "./state.ts";
import { writeRecords } from "./write-records.ts";

let made: TestDatabase;
beforeAll(async () => {
  made = await makeTestDatabase();
});
afterAll(() => made.drop());

const firstIndex = 7;
const placed = {
  place: (index: number) => (index >= provisionalFrom ? firstIndex + index - provisionalFrom : index),
  ...{ recordedAt: "", first: firstIndex, next: firstIndex + 1 },
};
const write = (log: number, record: StoredRecord) =>
  made.database.transact(async (tx) => {
    await Promise.all((await writeRecords(log, [record])(tx, placed)) ?? []);
  });

const texts = fc.string({ maxLength: 5 });
const positions: fc.Arbitrary<Position> = fc.record({
  incarnation: fc.nat({ max: 9 }),
  kind: fc.constant("file" as const),
  at: fc.constantFrom("2026-11-20T08:00:00.123456Z", "2026-11-21T08:00:00.000000Z"),
});
const claims = (at: number): fc.Arbitrary<ReadonlyMap<ReturnType<typeof factKey>, Claim>> =>
  fc
    .tuple(
      ...["code", "name"].map((name) =>
        fc
          .record({
            value: fc.option(texts),
            since: fc.constant(logIndex(at)),
            position: positions,
            ownWrite: fc.boolean(),
          })
          .map((claim) => [factKey(name), claim] as const),
      ),
    )
    .map((all) => new Map(all));

/** All that a record may come to be, beginning as it does. */
const changing = (at: number) =>
  fc.record({
    entity: fc.uuid().map(entityId),
    linkedBy: fc.constantFrom<LinkedBy>("hand", "crosswalk", "source", "link", "match", "new"),
    deleted: fc.boolean(),
    former: fc.boolean(),
    to: fc.option(fc.constantFrom("2027-01-01", "2028-01-01")),
    order: fc.option(texts),
    position: positions,
    lastIndex: fc.constant(logIndex(at)),
    digest: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
    claims: claims(at),
    raw: fc.option(fc.dictionary(texts, texts, { maxKeys: 2, noNullPrototype: true })),
    held: fc.option(
      fc.dictionary(texts, fc.record({ code: texts, message: texts }, { noNullPrototype: true }), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    ),
    links: fc.option(fc.dictionary(texts, texts, { maxKeys: 2, noNullPrototype: true })),
  });

test("a record is stored as it came to be, whatever of it has changed", async () => {
  let log = 10;
  await fc.assert(
    fc.asyncProperty(
      changing(provisionalFrom),
      changing(firstIndex + 5),
      fc.uuid(),
      async (before, after, id) => {
        log += 1;
        const as = ({ to, ...rest }: typeof before, created: number): StoredRecord => ({
          ...{ id: recordId(id), source: "crm", key: "1", life: 0, created: logIndex(created) },
          ...{ ...rest, valid: validity("2026-01-01", to) },
        });

        await write(log, as(before, provisionalFrom));
        await write(log, as(after, firstIndex));

        expect(await recordsByKey(made.database.reader, log, "crm", ["1"])).toEqual([as(after, firstIndex)]);
      },
    ),
    { numRuns: 40 },
  );
});
