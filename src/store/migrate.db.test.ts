import { readdirSync } from "node:fs";
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

test("a test's database carries all migrations, and none of them was run again for it", async () => {
  const appliedIn = async () => {
    const { database } = await testDatabase();
    return database.reader.many<{ name: string; at: string }>(
      "select name, applied_at::text as at from bailiwick.migration order by name",
    );
  };

  const applied = await appliedIn();

  expect(applied.map(({ name }) => name)).toEqual(readdirSync("migrations").toSorted());
  expect(await appliedIn()).toEqual(applied);
});
