import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { refuse } from "../errors.ts";
import { connectMs } from "../limits.ts";

/** One folder below `migrations/`: `0001-spine` with its `up.sql`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of `up.sql`, base64url. */
  readonly hash: string;
}

/** The folders in the order of their numbers. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && /^\d{4}-[a-z0-9-]+$/.test(entry.name))
    .map(({ name }) => name);
  return await Promise.all(names.toSorted().map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const sql = await readFile(join(folder, name, "up.sql"), "utf8");
  return { name, sql, hash: createHash("sha256").update(sql).digest("base64url") };
}

/** Any number, so long as no other program on the same database takes the same. */
const lockKey = 7_420_001;

/**
 * Applies what is not yet applied, each in a transaction of its own, and returns the names. Where two processes do this at
 * once the second waits and then finds nothing to do. Refuses where an applied migration was edited or is missing.
 */
export async function migrate(url: string, migrations: readonly Migration[]): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectMs });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    const applied = await appliedHashes(client);
    refuseEdited(applied, migrations);
    const pending = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

async function appliedHashes(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const there = await client.query("select 1 where to_regclass('bailiwick.migration') is not null");
  if (there.rowCount === 0) return new Map();
  const { rows } = await client.query<{ name: string; hash: string }>(
    "select name, hash from bailiwick.migration order by name",
  );
  return new Map(rows.map(({ name, hash }) => [name, hash]));
}

function refuseEdited(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const hashes = new Map(migrations.map(({ name, hash }) => [name, hash]));
  for (const [name, hash] of applied) {
    if (hashes.get(name) === hash) continue;
    const what = hashes.has(name)
      ? "was edited after it was applied"
      : "was applied, but is not in this version";
    refuse("migration-edited", `The migration ${name} ${what}.`, {
      hint: "Start the version that last ran on this database, or one newer than that.",
    });
  }
}

/** The table of migrations is made with the first of them, which makes the schema. */
const createTable = `
  create schema if not exists bailiwick;
  create table if not exists bailiwick.migration (
    name       text primary key,
    hash       text not null,
    applied_at timestamptz not null default now()
  )`;

async function apply(client: pg.Client, { name, sql, hash }: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query(createTable);
    await client.query("insert into bailiwick.migration (name, hash) values ($1, $2)", [name, hash]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`The migration ${name} failed; nothing of it was kept.`, { cause: error });
  }
}
