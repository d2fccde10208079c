import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Principal } from "../app/access/may-do.ts";
import { operations } from "../contract/index.ts";
import { commonErrors, type Operation, rowsBody } from "../contract/operation.ts";
import { none } from "../contract/values.ts";
import { refuse } from "../errors.ts";
import { requestIdleMs } from "../limits.ts";
import { allow, principalAsking } from "./allow.ts";
import type { Asked, Handler } from "./asked.ts";
import { answerError, type Edge, securityHeaders } from "./edge.ts";
import { handlers } from "./operations.ts";
import { refusalOf } from "./problem.ts";
import { idempotencyOf, ifMatchVersion, readPart } from "./read-request.ts";
import { isStream, streamAnswer } from "./streams.ts";

/** A route for each operation of the contract. */
export function addOperations(server: FastifyInstance, edge: Edge): void {
  const all: readonly Operation[] = Object.values(operations);
  for (const operation of all.filter((one) => one.body !== rowsBody)) addRoute(server, edge, operation);
  server.register(async (inner) => {
    // Rows are not read before the request has been allowed; then by whoever loads them.
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    for (const operation of all.filter((one) => one.body === rowsBody)) addRoute(inner, edge, operation);
  });
}

function addRoute(server: FastifyInstance, edge: Edge, operation: Operation): void {
  const answer = isStream(operation) ? streamAnswer(edge, operation) : answerOf(edge, operation);
  server.route({
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    handler: answer,
    // Whoever sends a body is told that he may not before it is read.
    ...(operation.body === null ? {} : { onRequest: watchBody(edge) }),
  });
}

/** A body that stops coming is given up; one that has come leaves all the time that its answer takes. */
function watchBody(edge: Edge) {
  return async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    await principalAsking(edge.product, request);
    refuseEncoded(request);
    const { raw } = request;
    const { socket } = raw;
    socket.setTimeout(requestIdleMs);
    raw.once("end", () => socket.setTimeout(0));
  };
}

/** Nothing is unpacked: 200 kB may hold 200 MB. Taken as it is, a packed body would be told as one of broken rows. */
function refuseEncoded({ headers }: FastifyRequest): void {
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding.trim().toLowerCase() === "identity") return;
  refuse("not-acceptable-body", "A body that is packed is not taken.", {
    hint: "Send it as it is, without a Content-Encoding.",
  });
}

function answerOf(edge: Edge, operation: Operation) {
  const { product, metrics, stopping } = edge;
  const handler = handlers[operation.name as keyof typeof handlers] as unknown as Handler<Operation>;
  const hasQuery = operation.query !== none;
  const hasParams = operation.params !== none;
  const declared = new Set<string>([...commonErrors, ...operation.errors]);
  const done = metrics.requests.labels(operation.name, String(operation.status));

  const read = (request: FastifyRequest, principal: Principal): Asked => {
    const params = hasParams ? readPart("path", operation.params, request.params) : {};
    allow(product, principal, operation, params as Readonly<Record<string, unknown>>);
    return {
      principal,
      params: params as never,
      query:
        hasQuery || request.url.includes("?")
          ? (readPart("query", operation.query, request.query) as never)
          : {},
      body: bodyOf(operation, request) as never,
      rows: rowsOf(operation, request) as never,
      ifVersion: ifMatchVersion(operation, request),
      idempotency: idempotencyOf(product.hub, operation, request),
    };
  };

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const startedMs = performance.now();
    try {
      if (stopping.aborted)
        refuse("server-stopping", "The server is stopping.", { hint: "Ask again in a moment." });
      const asking = principalAsking(product, request);
      const principal = asking instanceof Promise ? await asking : asking;
      const answer = await handler(product, read(request, principal));
      reply.headers(securityHeaders).type("application/json; charset=utf-8").code(operation.status);
      const version = versionOf(answer);
      if (version !== null) reply.header("etag", `"${version}"`);
      done.observe((performance.now() - startedMs) / 1000);
      return reply.send(JSON.stringify(answer));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== null && !declared.has(refusal.code)) {
        metrics.undeclared.inc({ operation: operation.name });
        edge.logger.warn({ operation: operation.name, code: refusal.code }, "undeclared refusal");
      }
      const code = refusal?.code ?? "internal";
      metrics.requests.labels(operation.name, code).observe((performance.now() - startedMs) / 1000);
      // A body of which nobody wants the rest is not read to its end.
      if (operation.body === rowsBody && !request.raw.complete) reply.header("connection", "close");
      answerError(edge, error, reply, operation.name);
      return reply;
    }
  };
}

function bodyOf(operation: Operation, request: FastifyRequest): unknown {
  const { body } = operation;
  return body === null || body === rowsBody ? null : readPart("body", body, request.body ?? {});
}

const rowsOf = (operation: Operation, request: FastifyRequest): unknown =>
  operation.body === rowsBody
    ? { stream: request.raw, contentType: request.headers["content-type"] ?? "" }
    : null;

/** The version of an entity is its ETag. */
const versionOf = (answer: unknown): number | null =>
  typeof answer === "object" && answer !== null && "version" in answer && typeof answer.version === "number"
    ? answer.version
    : null;
