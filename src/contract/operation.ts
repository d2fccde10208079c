import type { z } from "zod";
import type { RefusalCode } from "../errors.ts";

/** What a token may do, each role including those before it. Personal values are seen from `steward` on. */
export const roles = ["reader", "contributor", "steward", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/**
 * Whose domain a request concerns: that of the entity type or of the source in the path; `all`: the whole product, so that
 * a grant for named domains does not suffice; `entities`: that of the entities or the run that the request names, looked up
 * by its handler; `any`: whatever the grants cover is answered, and nothing else.
 */
export type DomainOf = "type" | "source" | "entities" | "all" | "any";

/** A body that is a stream of rows: CSV, JSON Lines, a JSON array or Parquet. */
export const rowsBody = "rows";

/** One operation of the API, as data: routes, documents, client and access follow from it. */
export interface Operation {
  /** The name of the method in the client, and of the operation in OpenAPI. */
  readonly name: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below the server, with `{names}` of `params`. */
  readonly path: `/v1/${string}`;
  /** The heading under which documents list it. */
  readonly part: string;
  /** A sentence that says what it does. */
  readonly title: string;
  readonly role: Role;
  readonly domain: DomainOf;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | typeof rowsBody | null;
  /** Of `events` one event of the stream. */
  readonly output: z.ZodType;
  readonly answers: "json" | "events";
  readonly status: 200 | 201;
  /** Headers that it minds besides the token. */
  readonly headers: readonly ("if-match" | "idempotency-key")[];
  /** The refusals of its own; those that every operation may give stand in {@link commonErrors}. */
  readonly errors: readonly RefusalCode[];
}

/** What any request may be answered with, whatever it asks. */
export const commonErrors = [
  "token-missing",
  "token-wrong",
  "token-expired",
  "token-revoked",
  "not-allowed",
  "request-malformed",
  "request-too-large",
  "path-too-long",
  "not-acceptable-body",
  "server-stopping",
  "database-away",
  "database-full",
  "outcome-unknown",
  "internal",
] as const satisfies readonly RefusalCode[];

/** Keeps the exact types of an operation. */
export const operation = <const O extends Operation>(made: O): O => made;
