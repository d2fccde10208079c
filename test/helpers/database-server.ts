import { existsSync } from "node:fs";
import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate, readMigrations } from "../../src/store/migrate.ts";
import { startPostgres } from "../../src/store/server/postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A role that may create databases, on any of them. */
    databaseServer: string;
    databaseTemplate: string;
  }
}

/** One server for the whole run, with one migrated database that each test's own is cloned from. */
export default async function databaseServer(project: TestProject): Promise<() => Promise<void>> {
  const server = await serverForTests();
  const template = `bailiwick_template_${process.pid}`;
  try {
    await statement(server.url, `create database ${template}`);
    await migrate(databaseUrl(server.url, template), await readMigrations(resolve("migrations")));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("databaseServer", server.url);
  project.provide("databaseTemplate", template);
  return async () => {
    await statement(server.url, `drop database if exists ${template}`);
    await server.stop();
  };
}

/** Of `BAILIWICK_TEST_DATABASE_URL`, else our own in a folder that is thrown away. */
async function serverForTests(): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = process.env.BAILIWICK_TEST_DATABASE_URL;
  if (given !== undefined && given !== "") return { url: given, stop: async () => {} };
  const folder = await mkdtemp(join(await quickFolder(), "bailiwick-test-"));
  const server = await startPostgres({ dataDir: folder, settings: quick }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Memory where there is plenty of it: a database is some 300 files, made there in 10 ms and on a disk in up to 300. */
async function quickFolder(): Promise<string> {
  const enoughBytes = 4 * 1024 ** 3;
  const memory = "/dev/shm";
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = await statfs(memory);
  return bavail * bsize >= enoughBytes ? memory : tmpdir();
}

/**
 * Nothing in these databases outlives the run. Few buffers: making and dropping a database passes over all of them. Room for the
 * connections of all files that are tested at once: a hub takes up to nine, more of them the busier the machine is.
 */
const quick = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  shared_buffers: "32MB",
  max_connections: "400",
};

export function databaseUrl(serverUrl: string, database: string): string {
  return serverUrl.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${database}`);
}

export async function statement(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
