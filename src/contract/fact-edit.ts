import type { RefusalCode } from "../errors.ts";
import { edited, factPath } from "./values.ts";

/** What the operations have in common that change one fact of an entity. */
export const factEdit = {
  domain: "type",
  params: factPath,
  output: edited,
  answers: "json",
  status: 200,
  headers: ["if-match", "idempotency-key"],
} as const;

/** What each of them may be refused for. */
export const factEditErrors = [
  "reference-unclear",
  "entity-unknown",
  "entity-type-unknown",
  "attribute-unknown",
  "version-changed",
  "idempotency-key-reused",
] as const satisfies readonly RefusalCode[];
