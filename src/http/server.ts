import { isUtf8 } from "node:buffer";
import type { Socket } from "node:net";
import fastify, { type ConnectionError, type FastifyInstance } from "fastify";
import { Refused, refusals } from "../errors.ts";
import {
  headerBytesOfRequestMax,
  jsonBodyBytesMax,
  referenceCharsMax,
  requestHeadersMs,
  stopRequestsMs,
} from "../limits.ts";
import { addDocuments } from "./documents.ts";
import { answerError, type Edge, sendProblem } from "./edge.ts";
import { addHealth } from "./health.ts";
import { problemOf, problemType } from "./problem.ts";
import { addOperations } from "./routes.ts";

/** The HTTP server of a product, not listening yet. */
export function buildServer(edge: Edge): FastifyInstance {
  const server = fastify({
    // Our own lines are written where something is to be said; none is made for each request.
    logger: false,
    bodyLimit: jsonBodyBytesMax,
    // A body may take as long as it keeps coming: each route that takes one watches that it does.
    requestTimeout: 0,
    keepAliveTimeout: 72_000,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    exposeHeadRoutes: false,
    http: { maxHeaderSize: headerBytesOfRequestMax, headersTimeout: requestHeadersMs },
    routerOptions: { maxParamLength: referenceCharsMax * 3, caseSensitive: true },
    genReqId: () => "",
    clientErrorHandler: answerBroken,
    frameworkErrors: (error, _request, reply) => {
      answerError(edge, error, reply);
    },
  });
  server.setErrorHandler((error, request, reply) => {
    answerError(edge, error, reply, request.routeOptions.url);
  });
  server.setNotFoundHandler((_request, reply) => {
    const detail = { code: "path-unknown", message: "There is nothing at this path." } as const;
    return sendProblem(reply, problemOf({ ...detail, hint: "See /docs for what there is." }));
  });
  const parseJson = server.getDefaultJsonParser("error", "error");
  server.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    // Decoded as it comes it would be another text: what cannot be read is not stated.
    if (isUtf8(body)) parseJson(request, body.toString("utf8"), done);
    else done(new Refused({ code: "request-malformed", message: "The body is not UTF-8." }));
  });
  addOperations(server, edge);
  addDocuments(server, edge);
  addHealth(server, edge);
  watchConnections(server);
  return server;
}

/** What is no HTTP, or larger than is read: answered by hand, because no request came of it. */
function answerBroken(error: ConnectionError, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const { code, message } = brokenRefusal(error);
  const body = JSON.stringify(problemOf({ code, message }));
  const { status, title } = refusals[code];
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function brokenRefusal(error: ConnectionError) {
  if (error.code === "HPE_HEADER_OVERFLOW") {
    const message = `The path and headers of a request together take ${headerBytesOfRequestMax} bytes at most.`;
    return { code: "path-too-long", message } as const;
  }
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return { code: "request-malformed", message: "The request did not come to its end in time." } as const;
  }
  return { code: "request-malformed", message: "This is no HTTP request." } as const;
}

/**
 * Stops taking requests and lets those under way come to their end, within a bound. A connection that never asked anything,
 * as clients open in advance, counts as no idle one for Node, so it is ended here.
 */
export async function closeServer(server: FastifyInstance): Promise<void> {
  const forced = setTimeout(() => server.server.closeAllConnections(), stopRequestsMs);
  try {
    const closing = server.close();
    for (const socket of openSockets.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy();
    await closing;
  } finally {
    clearTimeout(forced);
  }
}

/** By server, the connections that are open. */
const openSockets = new WeakMap<FastifyInstance, ReadonlySet<Socket>>();

function watchConnections(server: FastifyInstance): void {
  const open = new Set<Socket>();
  server.server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  openSockets.set(server, open);
}
