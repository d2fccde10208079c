import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../../test/helpers/database.ts";
import { lineTo } from "../../test/helpers/line.ts";
import { ConnectionLost } from "./lost-connection.ts";
import { openDatabase } from "./open-database.ts";

test.each(["cutAll", "resetAll"] as const)(
  "a connection that is lost with a statement under way is told as lost, however it ended (%s)",
  async (how) => {
    const line = await lineTo((await testDatabase()).url, onTestFinished);
    const database = openDatabase({ url: line.url });
    onTestFinished(() => database.close());
    await database.reader.one("select 1");
    const asked = [
      database.reader.one("select pg_sleep(60)"),
      database.transact((tx) => tx.one("select pg_sleep(60)")),
    ];
    const told = Promise.allSettled(asked);
    const waiting = async () =>
      (await database.scanner.many("select from pg_stat_activity where query like 'select pg_sleep%'"))
        .length;
    await expect.poll(waiting, { timeout: 10_000 }).toBe(2);

    line[how]();

    for (const one of await told)
      expect(one).toMatchObject({ status: "rejected", reason: expect.any(ConnectionLost) });
  },
);
