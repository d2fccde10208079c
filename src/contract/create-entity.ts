import { z } from "zod";
import { operation } from "./operation.ts";
import { valueErrors } from "./value-errors.ts";
import { edited, json, name, none } from "./values.ts";

/** Creates an entity here from facts whose authority is this hub; shows possible duplicates first. */
export const createEntity = operation({
  name: "createEntity",
  method: "POST",
  path: "/v1/entities/{type}",
  part: "Entities",
  title: "Creates an entity here from facts whose authority is this hub; shows possible duplicates first.",
  role: "steward",
  domain: "type",
  params: z.strictObject({ type: name }),
  query: none,
  body: z.strictObject({
    facts: z.record(name, json),
    confirm: z.boolean().default(false).describe("Create it although there may be another one already."),
  }),
  output: edited,
  answers: "json",
  status: 201,
  headers: ["idempotency-key"],
  errors: [
    "entity-type-unknown",
    "attribute-unknown",
    "not-edited-here",
    "possible-duplicates",
    "idempotency-key-reused",
    ...valueErrors,
  ],
});
