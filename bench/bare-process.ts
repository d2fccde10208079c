/**
 * The baseline of what is asked over HTTP, in a process of its own on the same database: bare routes, one that selects a row by
 * its primary key and one that inserts a row and commits.
 */
import fastify from "fastify";
import pg from "pg";
import { readersMax } from "../src/limits.ts";

export interface BareOrder {
  readonly databaseUrl: string;
}

process.once("message", (order) => {
  void serve(order as BareOrder).then((url) => process.send?.({ url }));
});

async function serve({ databaseUrl }: BareOrder): Promise<string> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: readersMax,
    options: "-c TimeZone=UTC -c jit=off",
  });
  await pool.query(
    "create table if not exists public.bare (id bigint generated always as identity primary key, entity text, value text)",
  );
  const server = fastify({ logger: false });
  server.get<{ Params: { id: string } }>("/entities/:id", async (request) => {
    const { rows } = await pool.query({
      name: "by-id",
      text: `select entity_id, type, state, merged_into, version, updated_at, golden, basis
             from bailiwick.entity where log_id = 1 and entity_id = $1`,
      values: [request.params.id],
    });
    return rows[0];
  });
  server.put<{ Params: { id: string }; Body: { value: string } }>("/entities/:id", async (request) => {
    const { rows } = await pool.query({
      name: "insert",
      text: "insert into public.bare (entity, value) values ($1, $2) returning id",
      values: [request.params.id, request.body.value],
    });
    return rows[0];
  });
  process.once("disconnect", () => process.exit(0));
  return server.listen({ host: "127.0.0.1", port: 0 });
}
