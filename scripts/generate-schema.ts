import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { migrate, readMigrations } from "../src/store/migrate.ts";
import { dumpSchema } from "../src/store/schema-dump.ts";
import { startPostgres } from "../src/store/server/postgres.ts";

/** `schema.sql`: what the migrations together come to, of a database that nothing else has touched. */
export async function schemaSql(): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-generate-"));
  const server = await startPostgres({ dataDir: folder, settings: { fsync: "off" } });
  try {
    await migrate(server.url, await readMigrations(resolve(import.meta.dirname, "../migrations")));
    const heading = "-- Generated from migrations/ by: npm run generate\n\n";
    return { "schema.sql": heading + (await dumpSchema(server.url)) };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
