import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { requestHash } from "../app/edit/request-hash.ts";
import type { Hub } from "../app/hub.ts";
import type { Operation } from "../contract/operation.ts";
import { refuse } from "../errors.ts";
import { idempotencyKeyCharsMax } from "../limits.ts";
import { canonicalBody } from "./canonical-body.ts";
import { faultWords } from "./fault-words.ts";

/** Reads one part of a request; refuses it with the place of every fault. */
export function readPart(part: "path" | "query" | "body", schema: z.ZodType, sent: unknown): unknown {
  const read = schema.safeParse(sent);
  if (read.success) return read.data;
  const faults = read.error.issues.slice(0, 10).map(faultWords);
  refuse("request-malformed", `In the ${part} of the request: ${faults.join("; ")}.`, {
    hint: "See /docs for what it takes.",
  });
}

/** The version of `If-Match: "7"`; `*` and its absence compare nothing. */
export function ifMatchVersion(operation: Operation, request: FastifyRequest): number | null {
  if (!operation.headers.includes("if-match")) return null;
  const header = request.headers["if-match"];
  if (header === undefined || header === "*") return null;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1];
  if (version !== undefined) return Number(version);
  return refuse("request-malformed", "If-Match is not the version of an entity.", {
    hint: 'Send the ETag of the entity as you read it, as in If-Match: "7".',
  });
}

/** The key under which the answer is kept, with a keyed hash of all that is asked. */
export function idempotencyOf(
  hub: Hub,
  operation: Operation,
  request: FastifyRequest,
): { readonly key: string; readonly requestHash: Buffer } | null {
  if (!operation.headers.includes("idempotency-key")) return null;
  const key = request.headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key !== "string" || key === "" || key.length > idempotencyKeyCharsMax) {
    refuse("request-malformed", `An Idempotency-Key has 1 to ${idempotencyKeyCharsMax} characters.`);
  }
  const { method, url, headers, body } = request;
  return {
    key,
    requestHash: requestHash(hub, [method, url, headers["if-match"] ?? "", canonicalBody(body)]),
  };
}
