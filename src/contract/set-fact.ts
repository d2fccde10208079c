import { z } from "zod";
import { operation } from "./operation.ts";
import { valueErrors } from "./value-errors.ts";
import { edited, factPath, json, none } from "./values.ts";

/** Enters a fact here, where the model makes this hub its authority. */
export const setFact = operation({
  name: "setFact",
  method: "PUT",
  path: "/v1/entities/{type}/{ref}/facts/{fact}",
  part: "Entities",
  title: "Enters a fact here, where the model makes this hub its authority.",
  role: "steward",
  domain: "type",
  params: factPath,
  query: none,
  body: z.strictObject({ value: json }),
  output: edited,
  answers: "json",
  status: 200,
  headers: ["if-match", "idempotency-key"],
  errors: [
    "reference-unclear",
    "entity-unknown",
    "entity-type-unknown",
    "attribute-unknown",
    "hierarchy-circle",
    "version-changed",
    "idempotency-key-reused",
    "not-edited-here",
    ...valueErrors,
  ],
});
