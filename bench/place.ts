import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { migrate, readMigrations } from "../src/store/migrate.ts";
import { startPostgres } from "../src/store/server/postgres.ts";
import { databaseUrl } from "../test/helpers/database-server.ts";

/** A PostgreSQL of the benchmark's own, with the product's settings, on a disk; gone afterwards, with its folder. */
export interface Place extends AsyncDisposable {
  /** Makes a database, and the product's tables in it. */
  migrated(name: string): Promise<string>;
  /** A superuser's session on one of the databases: for what only such a one may ask. */
  admin(url: string): Promise<pg.Client>;
}

/** `BAILIWICK_BENCH_FOLDER` names a folder on another disk. */
export async function openPlace(): Promise<Place> {
  const folder = await mkdtemp(join(process.env.BAILIWICK_BENCH_FOLDER ?? tmpdir(), "bailiwick-bench-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const server = await startPostgres({ dataDir: folder }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const migrations = await readMigrations(resolve("migrations"));
  const admin = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: databaseUrl(server.adminUrl, database) });
    await client.connect();
    return client;
  };
  return {
    async migrated(name) {
      const client = await admin("postgres");
      await client.query(`create database ${name} owner bailiwick`);
      await client.end();
      const url = databaseUrl(server.url, name);
      await migrate(url, migrations);
      return url;
    },
    admin: (url) => admin(new URL(url.replace("@/", "@localhost/")).pathname.slice(1)),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await remove();
    },
  };
}
