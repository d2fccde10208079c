import type { FastifyInstance } from "fastify";
import { docsPage } from "./docs-page.ts";
import { type Edge, securityHeaders } from "./edge.ts";
import { addFrontPage } from "./front-page.ts";
import { openApi } from "./openapi.ts";

/** `/openapi.json`, `/docs`. They tell nothing of what is kept here, so they need no token. */
export function addDocuments(server: FastifyInstance, edge: Edge): void {
  const document = openApi(edge.product.version);
  const json = JSON.stringify(document);
  const docs = docsPage(document);
  server.get("/openapi.json", async (_request, reply) =>
    reply.headers(securityHeaders).type("application/json; charset=utf-8").send(json),
  );
  server.get("/docs", async (_request, reply) =>
    reply.headers(securityHeaders).type("text/html; charset=utf-8").send(docs),
  );
  addFrontPage(server, edge);
}
