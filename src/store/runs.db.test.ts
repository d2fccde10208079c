import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTestDatabase, type TestDatabase } from "../../test/helpers/database.ts";
import { emptyAccount } from "../app/load/account.ts";
import {
  claimHeldRun,
  cursorOf,
  endBrokenRun,
  endRun,
  moveCursor,
  type RunState,
  runningRuns,
  runOf,
  spoolFiles,
  startRun,
} from "./runs.ts";

let made: TestDatabase;
beforeAll(async () => {
  made = await makeTestDatabase();
});
afterAll(() => made.drop());

const start = { kind: "load", source: "crm", actor: "t", file: null, asOf: null, complete: false } as const;
const account = emptyAccount;
const keyed = (text: string) => createHmac("sha256", "a key").update(text).digest();

/** A run that came to some state, with the rows that it waits with. */
async function run(log: number, state: RunState, spool: string | null = null): Promise<string> {
  const id = randomUUID();
  await made.database.transact(async (tx) => {
    await startRun(tx, log, { ...start, id });
    if (state !== "running") await endRun(tx, log, { id, state, account, reason: "too much", spool }, keyed);
  });
  return id;
}

const claim = (log: number, id: string) =>
  made.database.transact((tx) => claimHeldRun(tx, log, { id, to: "running" }, keyed));
const breakOff = (log: number, id: string) =>
  made.database.transact((tx) => endBrokenRun(tx, log, id, keyed));

it("moves the cursor of a source on, counting the loads, and never back", async () => {
  const { database } = made;
  const move = (position: string, incarnation = 1) =>
    database.transact((tx) => moveCursor(tx, 1, "crm", { incarnation, position }));
  const now = () => cursorOf(database.reader, 1, "crm");

  await move("file:2026-02-01");
  await move("file:2026-03-01");
  await move("file:2026-01-01");
  await move("file:2026-03-01");
  const before = await now();
  await move("file:2026-01-01", 2);

  expect(before).toEqual({ incarnation: 1, position: "file:2026-03-01", loads: 2 });
  expect(await now()).toEqual({ incarnation: 2, position: "file:2026-01-01", loads: 3 });
});

it("lets one alone pass a run that is held, and nobody one that is not", async () => {
  const [held, done] = [await run(2, "held", "a.csv"), await run(2, "done")];

  expect(await Promise.all([claim(2, held), claim(2, done)])).toEqual([true, false]);
  expect(await claim(2, held)).toBe(false);
  expect((await runOf(made.database.reader, 2, done))?.state).toBe("done");
});

it("holds a run again that broke off while it was let pass, with its rows and why; any other has failed", async () => {
  const [held, running] = [await run(3, "held", "a.csv"), await run(3, "running")];
  await claim(3, held);
  const { reader } = made.database;
  const kept = await spoolFiles(reader, 3);
  const left = await runningRuns(reader, 3);

  const ended = [await breakOff(3, held), await breakOff(3, running), await breakOff(3, running)];

  expect(left).toEqual([held, running].sort());
  expect(ended).toEqual([1, 1, 0]);
  expect(await runOf(reader, 3, held)).toMatchObject({ state: "held", reason: "too much", spool: "a.csv" });
  expect((await runOf(reader, 3, running))?.state).toBe("failed");
  // What is read while a run is let pass is nothing left behind.
  expect([kept, await spoolFiles(reader, 3)]).toEqual([["a.csv"], ["a.csv"]]);
});
