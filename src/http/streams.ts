import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { eventsBegin, followEvents } from "../app/events/follow-events.ts";
import type { EventAnswer } from "../app/events/read-events.ts";
import type { Operation } from "../contract/operation.ts";
import { Refused, refuse } from "../errors.ts";
import { eventHeartbeatMs, eventStreamsMax, eventStreamsOfOneMax } from "../limits.ts";
import { allow, principalAsking } from "./allow.ts";
import { answerError, type Edge, securityHeaders } from "./edge.ts";
import { loggable } from "./problem.ts";
import { readPart } from "./read-request.ts";

export const isStream = (operation: Operation): boolean => operation.answers === "events";

/** Answers with events as they come, until the client goes, its token ends, or the server stops. */
export function streamAnswer(edge: Edge, operation: Operation) {
  let open = 0;
  const openOf = new Map<string, number>();
  const count = (who: string, more: 1 | -1) => {
    open += more;
    const left = (openOf.get(who) ?? 0) + more;
    if (left === 0) openOf.delete(who);
    else openOf.set(who, left);
    edge.metrics.streams.set(open);
  };
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      if (edge.stopping.aborted) refuse("server-stopping", "The server is stopping.");
      const principal = await principalAsking(edge.product, request);
      allow(edge.product, principal, operation, {});
      const query = readPart("query", operation.query, request.query) as { readonly after?: string };
      const lastSeen = request.headers["last-event-id"];
      const from = typeof lastSeen === "string" ? lastSeen : (query.after ?? null);
      const after = await eventsBegin(edge.product.hub, from);
      if (open >= eventStreamsMax) {
        refuse("too-many-streams", `${eventStreamsMax} streams of events are open.`, {
          hint: "Try again later.",
        });
      }
      if ((openOf.get(principal.id) ?? 0) >= eventStreamsOfOneMax) {
        refuse("too-many-streams", `${eventStreamsOfOneMax} streams of events are open for this token.`, {
          hint: "Close those that nobody reads, or share one.",
        });
      }
      reply.hijack();
      count(principal.id, 1);
      await writeEvents(edge, request, { response: reply.raw, after }).finally(() => count(principal.id, -1));
    } catch (error) {
      if (!reply.sent) answerError(edge, error, reply, operation.name);
    }
    return reply;
  };
}

async function writeEvents(
  edge: Edge,
  request: FastifyRequest,
  { response, after }: { response: ServerResponse; after: number },
): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  response.once("close", end);
  edge.stopping.addEventListener("abort", end);
  const heartbeat = setInterval(() => response.write(": still here\n\n"), eventHeartbeatMs);
  response.writeHead(200, { ...securityHeaders, "content-type": "text/event-stream; charset=utf-8" });
  response.write(": events of the log, in its order\n\n");
  // The token is looked at again for each page: one that was revoked or has expired sees nothing further.
  const viewerNow = async () => (await principalAsking(edge.product, request)).viewer;
  try {
    for await (const events of followEvents(edge.product.hub, viewerNow, { after, signal: ending.signal })) {
      if (events.length === 0) continue;
      // Whoever reads slowly is waited for before more is read: at most one page waits in memory.
      if (!response.write(events.map(eventText).join(""))) await drained(response, ending.signal);
    }
  } catch (error) {
    if (!(error instanceof Refused)) edge.logger.warn(loggable(error), "stream of events ended");
  } finally {
    clearInterval(heartbeat);
    edge.stopping.removeEventListener("abort", end);
    response.end();
  }
}

const eventText = (event: EventAnswer): string =>
  `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

async function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  await once(response, "drain", { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
