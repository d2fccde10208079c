import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../../test/helpers/database.ts";
import { CopyRows, copyInto } from "./copy-rows.ts";
import { type Database, Sent, type Tx } from "./db.ts";
import { openDatabase } from "./open-database.ts";

const insertSql = { name: "keep-one", text: "insert into bailiwick.kept (n) values ($1)" };
const insert = (tx: Tx, n: number) => tx.run(insertSql, [n]);
const into = copyInto({ table: "kept", columns: ["n"] });

function copied(...all: readonly number[]): CopyRows {
  const rows = new CopyRows(into, { rows: all.length, bytesPerRow: 8 });
  for (const n of all) {
    rows.row();
    rows.int8(n);
  }
  return rows;
}

/** Of one connection for writing, so that whatever one transaction leaves behind the next one meets. */
async function withTable() {
  const { url } = await testDatabase();
  const database = openDatabase({ url, readers: 1, writers: 1 });
  onTestFinished(() => database.close());
  await database.transact((tx) => tx.run("create table bailiwick.kept (n bigint primary key)"));
  return database;
}

/** All of it in one turn, COMMIT behind it. */
const together = <Result>(database: Database, send: (tx: Tx) => readonly Promise<Result>[]) =>
  database.transact(async (tx) => new Sent(Promise.all(send(tx))));

const kept = async (database: Database) =>
  (await database.reader.many<{ n: string }>("select n from bailiwick.kept order by n")).map(({ n }) =>
    Number(n),
  );

test("statements of one turn are done in their order, and each is told how many rows it touched", async () => {
  const database = await withTable();

  const told = await together<unknown>(database, (tx) => [
    insert(tx, 1),
    tx.copy(copied(2, 3)),
    tx.run("update bailiwick.kept set n = n + $1 where n > $2", [10, 1]),
    tx.run("delete from bailiwick.kept where n = $1", [99]),
    tx.run("select from bailiwick.kept where n > $1", [11]),
  ]);

  expect(told).toEqual([1, undefined, 2, 0, 2]);
  expect(await kept(database)).toEqual([1, 12, 13]);
});

test("a question sees what was sent before it in the same turn", async () => {
  const database = await withTable();

  const seen = await database.transact(async (tx) => {
    const inserted = insert(tx, 1);
    const asked = tx.many("select n from bailiwick.kept where n < $1", [10]);
    await Promise.all([inserted, insert(tx, 2)]);
    return asked;
  });

  expect(seen).toEqual([{ n: "1" }]);
});

test("where one fails nothing before or behind it stands, and the connection goes on as if it had not been", async () => {
  const database = await withTable();

  for (const failing of [
    (tx: Tx) => [insert(tx, 1), insert(tx, 1), tx.copy(copied(2))],
    (tx: Tx) => [insert(tx, 1), tx.copy(copied(3, 3, 4)), insert(tx, 2)],
    (tx: Tx) => [
      tx.copy(copied(5)),
      insert(tx, 5),
      tx.run({ name: "keep-two", text: `${insertSql.text}, ($2)` }, [6, 7]),
    ],
  ])
    await expect(together<unknown>(database, failing)).rejects.toMatchObject({ code: "23505" });
  const two = { name: "keep-two", text: `${insertSql.text}, ($2)` };

  expect(await kept(database)).toEqual([]);
  expect(
    await together<unknown>(database, (tx) => [tx.run(two, [6, 7]), insert(tx, 8), tx.copy(copied(9))]),
  ).toEqual([2, 1, undefined]);
  expect(await kept(database)).toEqual([6, 7, 8, 9]);
});

test("each of those behind the one that failed is told that it was passed over", async () => {
  const database = await withTable();
  const heard: unknown[] = [];

  const failed = database.transact(async (tx) => {
    const sent = [insert(tx, 1), insert(tx, 1), insert(tx, 2), tx.copy(copied(3))];
    for (const one of await Promise.allSettled(sent))
      heard.push(one.status === "rejected" ? one.reason.code : one.value);
    throw new Error("heard");
  });

  await expect(failed).rejects.toThrow("heard");
  expect(heard).toEqual([1, "23505", "25P02", "25P02"]);
});

test("what waits for the end of the turn as its transaction is given up is undone with it", async () => {
  const database = await withTable();

  const given = database.transact((tx) => {
    insert(tx, 1).catch(() => {});
    throw new Error("changed my mind");
  });

  await expect(given).rejects.toThrow("changed my mind");
  expect(await kept(database)).toEqual([]);
});

test("of statements whose connection is lost each is told that", async () => {
  const database = await withTable();

  const lost = together<unknown>(database, (tx) => [
    insert(tx, 1),
    tx.run("select pg_terminate_backend(pg_backend_pid()), $1", ["x"]),
    insert(tx, 2),
  ]);

  await expect(lost).rejects.toMatchObject({ code: "57P01" });
  expect(await kept(database)).toEqual([]);
  await together(database, (tx) => [insert(tx, 3)]);
  expect(await kept(database)).toEqual([3]);
});
