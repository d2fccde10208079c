import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { inject, onTestFinished } from "vitest";
import type { Database } from "../../src/store/db.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { databaseUrl, statement } from "./database-server.ts";

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  readonly drop: () => Promise<void>;
}

/** A migrated database of the test's own, dropped when the test is over. */
export async function testDatabase(): Promise<TestDatabase> {
  const made = await makeTestDatabase();
  onTestFinished(made.drop);
  return made;
}

/** For `beforeAll`; whoever calls it drops it. `empty` leaves out the migrations. */
export async function makeTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const server = inject("databaseServer");
  const name = `bailiwick_test_${randomBytes(8).toString("hex")}`;
  const template = empty ? "template1" : inject("databaseTemplate");
  await statement(server, `create database ${name} template ${template} strategy file_copy`);
  const url = databaseUrl(server, name);
  const database = openDatabase({ url, readers: 4, writers: 4 });
  return {
    url,
    database,
    drop: async () => {
      await database.close();
      await dropDatabase(server, name);
    },
  };
}

/** The server's own vacuum may be at work in it, and that is not ours to end: then again a little later. */
async function dropDatabase(server: string, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await statement(server, `drop database if exists ${name} with (force)`);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== "42501" || tries === 50) throw error;
      await pause(100);
    }
  }
}
