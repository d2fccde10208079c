import { z } from "zod";
import { operation } from "./operation.ts";
import { entityPath, name } from "./values.ts";

/** A test of the model, written from what happened to an entity; what the caller may not see is replaced. */
export const getCase = operation({
  name: "getCase",
  method: "GET",
  path: "/v1/entities/{type}/{ref}/case",
  part: "Entities",
  title:
    "A test of the model, written from what happened to an entity; what the caller may not see is replaced.",
  role: "reader",
  domain: "type",
  params: entityPath,
  query: z.strictObject({ fact: name.optional() }),
  body: null,
  output: z.object({ test: z.string(), ok: z.boolean() }),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["reference-unclear", "entity-unknown", "entity-type-unknown", "attribute-unknown"],
});
