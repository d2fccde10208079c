import { z } from "zod";
import { change } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { entityPath, name, page, pageQuery } from "./values.ts";

/** What happened to an entity, or to one fact of it, the latest first. */
export const getHistory = operation({
  name: "getHistory",
  method: "GET",
  path: "/v1/entities/{type}/{ref}/history",
  part: "Entities",
  title: "What happened to an entity, or to one fact of it, the latest first.",
  role: "reader",
  domain: "type",
  params: entityPath,
  query: z.strictObject({ ...pageQuery, fact: name.optional() }),
  body: null,
  output: page(change),
  answers: "json",
  status: 200,
  headers: [],
  errors: [
    "reference-unclear",
    "entity-unknown",
    "entity-type-unknown",
    "attribute-unknown",
    "cursor-broken",
    "page-too-large",
  ],
});
