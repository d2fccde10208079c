import { expect, test } from "vitest";
import { makeTestDatabase, testDatabase } from "../../test/helpers/database.ts";
import { type Migration, migrate } from "./migrate.ts";

const first: Migration = {
  name: "0001-first",
  sql: "create table one (n integer); select pg_sleep(0.05)",
  hash: "a",
};
const second: Migration = { name: "0002-second", sql: "insert into one values (1)", hash: "b" };

async function emptyDatabase() {
  const made = await makeTestDatabase({ empty: true });
  return { ...made, [Symbol.asyncDispose]: made.drop };
}

test("two processes that migrate at once apply each migration once", async () => {
  await using made = await emptyDatabase();

  const both = await Promise.all([migrate(made.url, [first, second]), migrate(made.url, [first, second])]);

  expect(both.flat().toSorted()).toEqual(["0001-first", "0002-second"]);
  expect(await made.database.reader.many("select n from one")).toEqual([{ n: 1 }]);
});

test("an applied migration that was edited is refused by its name", async () => {
  await using made = await emptyDatabase();
  await migrate(made.url, [first]);

  const again = migrate(made.url, [{ ...first, hash: "c" }, second]);

  await expect(again).rejects.toThrow(/0001-first was edited/);
});

test("a database of a newer version is refused", async () => {
  await using made = await emptyDatabase();
  await migrate(made.url, [first, second]);

  await expect(migrate(made.url, [first])).rejects.toThrow(/0002-second .* not in this version/);
});

test("a migration that fails leaves nothing behind", async () => {
  await using made = await emptyDatabase();
  const bad: Migration = { name: "0001-bad", sql: "create table half (n integer); select 1/0", hash: "d" };

  await expect(migrate(made.url, [bad])).rejects.toThrow(/0001-bad failed/);

  expect(await made.database.reader.one("select to_regclass('half')::text as there")).toEqual({
    there: null,
  });
});

test("a test's database carries all migrations and is made in less than a second", async () => {
  const before = performance.now();
  const { database } = await testDatabase();

  expect(performance.now() - before).toBeLessThan(1_000);
  expect(
    (await database.reader.many("select name from bailiwick.migration order by name")).length,
  ).toBeGreaterThan(0);
});
