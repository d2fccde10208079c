import type { FastifyInstance } from "fastify";
import { isReady } from "../app/is-ready.ts";
import { principalAsking } from "./allow.ts";
import { type Edge, securityHeaders } from "./edge.ts";

/** `/healthz`: the process lives. `/readyz`: it can answer. `/metrics`: what it counts, for those with a token. */
export function addHealth(server: FastifyInstance, edge: Edge): void {
  server.get("/healthz", async (_request, reply) =>
    reply.headers(securityHeaders).type("application/json").send('{"status":"up"}'),
  );
  server.get("/readyz", async (_request, reply) => {
    const ready = !edge.stopping.aborted && (await isReady(edge.product.hub));
    reply
      .headers(securityHeaders)
      .type("application/json")
      .code(ready ? 200 : 503);
    return reply.send(JSON.stringify({ status: ready ? "ready" : "not-ready" }));
  });
  server.get("/metrics", async (request, reply) => {
    await principalAsking(edge.product, request);
    const { registry } = edge.metrics;
    return reply
      .headers(securityHeaders)
      .type(registry.contentType)
      .send(await registry.metrics());
  });
}
