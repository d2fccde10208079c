import { entityDetail } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { entityPath, none } from "./values.ts";

/** One entity with all that belongs to it: facts, records, old ids, findings. */
export const describeEntity = operation({
  name: "describeEntity",
  method: "GET",
  path: "/v1/entities/{type}/{ref}/detail",
  part: "Entities",
  title: "One entity with all that belongs to it: facts, records, old ids, findings.",
  role: "reader",
  domain: "type",
  params: entityPath,
  query: none,
  body: null,
  output: entityDetail,
  answers: "json",
  status: 200,
  headers: [],
  errors: ["reference-unclear", "entity-unknown", "entity-type-unknown"],
});
