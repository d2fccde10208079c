import { golden } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { entityPath, none } from "./values.ts";

/** The golden record of one entity: each fact with its value, its basis and who stands behind it. */
export const getEntity = operation({
  name: "getEntity",
  method: "GET",
  path: "/v1/entities/{type}/{ref}",
  part: "Entities",
  title: "The golden record of one entity: each fact with its value, its basis and who stands behind it.",
  role: "reader",
  domain: "type",
  params: entityPath,
  query: none,
  body: null,
  output: golden,
  answers: "json",
  status: 200,
  headers: [],
  errors: ["reference-unclear", "entity-unknown", "entity-type-unknown"],
});
