import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../../test/helpers/database.ts";
import { Leases } from "./leases.ts";

async function processes() {
  const { url, database } = await testDatabase();
  const all = [new Leases(url), new Leases(url)] as const;
  onTestFinished(() => Promise.all(all.map((one) => one.close())).then(() => undefined));
  return { one: all[0], other: all[1], database };
}

test("a name is held by one at a time, here and in other processes", async () => {
  const { one, other } = await processes();
  const lease = await one.tryHold("x");

  expect(lease).not.toBeNull();
  expect(await one.tryHold("x")).toBeNull();
  expect(await other.tryHold("x")).toBeNull();
  expect(await other.tryHold("y")).not.toBeNull();

  await lease?.release();
  await lease?.release();
  expect(await other.tryHold("x")).not.toBeNull();
});

test("who waits for a name gets it in the order of asking, or not at all", async () => {
  const { one, other } = await processes();
  const first = await other.tryHold("x");
  const order: string[] = [];
  const waiting = ["a", "b", "c"].map(async (name) => {
    const lease = await one.hold("x", 10_000);
    order.push(name);
    await lease?.release();
  });

  expect(await one.hold("x", 50)).toBeNull();
  await first?.release();
  await Promise.all(waiting);

  expect(order).toEqual(["a", "b", "c"]);
  expect(await other.tryHold("x")).not.toBeNull();
});

test("a holder that is no more holds nothing, and knows it where it only lost its connection", async () => {
  const { one, other, database } = await processes();
  const lease = await one.tryHold("x");
  await database.maintain((session) =>
    session.run(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'bailiwick leases' and datname = current_database()`,
    ),
  );

  const taken = await other.hold("x", 10_000);

  expect(taken).not.toBeNull();
  await expect.poll(() => lease?.lost.aborted, { timeout: 60_000 }).toBe(true);
  await lease?.release();
  expect(await one.tryHold("x")).toBeNull();
  expect(await one.tryHold("y")).not.toBeNull();
});
