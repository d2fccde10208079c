import { expect, test } from "vitest";
import { testDatabase } from "../../test/helpers/database.ts";
import { CommitUnknown, Sent, type Tx } from "./db.ts";

async function withTable() {
  const made = await testDatabase();
  await made.database.transact((tx) =>
    tx.run("create table kept (n bigint primary key, at timestamptz, amount numeric, days date[])"),
  );
  return made;
}

test("a reader cannot write", async () => {
  const { database } = await withTable();

  await expect(database.reader.many("insert into kept (n) values (1)")).rejects.toThrow(/read-only/);
  await expect(database.snapshot((reader) => reader.many("insert into kept (n) values (1)"))).rejects.toThrow(
    /read-only/,
  );
});

test("a transaction takes no statement after its end", async () => {
  const { database } = await withTable();
  let escaped: Tx | undefined;

  await database.transact(async (tx) => {
    escaped = tx;
  });

  await expect(escaped?.run("insert into kept (n) values (1)")).rejects.toThrow(/after its end/);
  expect(await database.reader.many("select n from kept")).toEqual([]);
});

test("what throws within a transaction leaves nothing of it, and its connection is used again", async () => {
  const { database } = await withTable();

  for (let n = 0; n < 10; n++) {
    const failed = database.transact(async (tx) => {
      await tx.run("insert into kept (n) values ($1)", [n]);
      throw new Error("changed my mind");
    });
    await expect(failed).rejects.toThrow("changed my mind");
  }

  expect(await database.reader.many("select n from kept")).toEqual([]);
});

test("a savepoint is undone alone", async () => {
  const { database } = await withTable();

  await database.transact(async (tx) => {
    await tx.run("insert into kept (n) values (1)");
    await expect(tx.savepoint((inner) => inner.run("insert into kept (n) values (1)"))).rejects.toThrow(
      /duplicate/,
    );
    await tx.run("insert into kept (n) values (2)");
  });

  expect(await database.reader.many("select n from kept order by n")).toEqual([{ n: "1" }, { n: "2" }]);
});

test("a failed statement that nobody heeded does not pass for a commit", async () => {
  const { database } = await withTable();

  const passedOver = database.transact(async (tx) => {
    await tx.run("insert into kept (n) values ('x')").catch(() => {});
  });

  await expect(passedOver).rejects.toThrow(/not passed over/);
});

test("digits, microseconds and dates survive the driver", async () => {
  const { database } = await withTable();
  await database.transact((tx) =>
    tx.run("insert into kept values ($1, $2, $3, $4)", [
      "9007199254740993",
      "2026-11-30T10:00:00.123456Z",
      "1.10",
      ["2026-02-28"],
    ]),
  );

  const row = await database.reader.one("select n, at, amount, days from kept");

  expect(row).toEqual({
    n: "9007199254740993",
    at: "2026-11-30 10:00:00.123456+00",
    amount: "1.10",
    days: ["2026-02-28"],
  });
});

test("a commit whose answer is lost says that nobody knows", async () => {
  const { database } = await withTable();
  // A deferred trigger runs within COMMIT, and there ends the connection that commits.
  await database.transact((tx) =>
    tx.run(`
      create function hang_up() returns trigger language plpgsql as
        $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
      create constraint trigger hang_up after insert on kept
        deferrable initially deferred for each row execute function hang_up()`),
  );

  const lost = database.transact((tx) => tx.run("insert into kept (n) values (1)"));

  await expect(lost).rejects.toThrow(CommitUnknown);
  expect(await database.reader.many("select n from kept")).toEqual([]);
});

test("what was sent and not awaited is committed; where a statement of it fails, nothing is", async () => {
  const { database } = await withTable();
  const insert = (...all: readonly number[]) =>
    database.transact(
      async (tx) => new Sent(Promise.all(all.map((n) => tx.run("insert into kept (n) values ($1)", [n])))),
    );

  expect(await insert(1, 2)).toEqual([1, 1]);
  await expect(insert(3, 1, 4)).rejects.toMatchObject({ code: "23505" });
  expect(await insert(5)).toEqual([1]);

  expect(await database.reader.many("select n from kept order by n")).toEqual([
    { n: "1" },
    { n: "2" },
    { n: "5" },
  ]);
});

test("of statements that are sent together the one is told that failed, whichever of those behind it is heard first", async () => {
  const { database } = await withTable();
  const wrong = database.transact(async (tx) => {
    const first = tx.run("select 1 / 0");
    first.catch(() => {});
    await tx.run("insert into kept (n) values (1)");
  });

  await expect(wrong).rejects.toMatchObject({ code: "22012" });
  expect(await database.reader.many("select n from kept")).toEqual([]);
});

test("an answer that cannot be used when COMMIT was sent already leaves open what became of it", async () => {
  const { database } = await withTable();

  const told = database.transact(async (tx) => {
    const count = tx.run("insert into kept (n) values (1)");
    return new Sent(
      count.then(() => {
        throw new Error("not what was expected");
      }),
    );
  });

  await expect(told).rejects.toThrow(CommitUnknown);
  expect(await database.reader.many("select n from kept")).toEqual([{ n: "1" }]);
});
