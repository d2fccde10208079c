import type { FastifyReply, FastifyRequest } from "fastify";
import type { Operation } from "../contract/operation.ts";
import type { Edge } from "./edge.ts";

export const isStream = (operation: Operation): boolean => operation.answers === "events";

export async function answerStream(
  _edge: Edge,
  _operation: Operation,
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return reply;
}
