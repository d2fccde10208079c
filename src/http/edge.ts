import type { FastifyReply } from "fastify";
import type { Logger } from "pino";
import type { Product } from "../app/product.ts";
import type { Metrics } from "./metrics.ts";
import { loggable, problemOf, problemType, refusalOf } from "./problem.ts";

/** What the edge is given besides the product. */
export interface Edge {
  readonly product: Product;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The server is coming to its end: streams end, and new requests are told so. */
  readonly stopping: AbortSignal;
}

/** Headers of every answer: nothing of ours is framed, sniffed, cached by others, or given scripts. */
export const securityHeaders = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  "cache-control": "no-store",
} as const;

/** Answers an error: a refusal with its words, a failure of ours with an id that the log knows it by. */
export function answerError(edge: Edge, error: unknown, reply: FastifyReply, route?: string): void {
  const refusal = refusalOf(error);
  if (refusal !== null) {
    sendProblem(reply, problemOf(refusal));
    return;
  }
  const id = crypto.randomUUID();
  edge.logger.error({ id, route, ...loggable(error) }, "request failed");
  sendProblem(
    reply,
    problemOf(
      { code: "internal", message: "Something went wrong here; the log of the server knows it by this id." },
      id,
    ),
  );
}

export function sendProblem(reply: FastifyReply, problem: ReturnType<typeof problemOf>): FastifyReply {
  reply.headers(securityHeaders);
  if (problem.status === 401) reply.header("www-authenticate", "Bearer");
  return reply.code(problem.status).type(problemType).send(JSON.stringify(problem));
}
