import { explanation } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { factPath, none } from "./values.ts";

/** The four answers about one fact: where it originates, where to correct it, what is a copy, and what happens when values diverge. */
export const explainFact = operation({
  name: "explainFact",
  method: "GET",
  path: "/v1/entities/{type}/{ref}/facts/{fact}",
  part: "Entities",
  title:
    "The four answers about one fact: where it originates, where to correct it, what is a copy, and what happens when values diverge.",
  role: "reader",
  domain: "type",
  params: factPath,
  query: none,
  body: null,
  output: explanation,
  answers: "json",
  status: 200,
  headers: [],
  errors: ["reference-unclear", "entity-unknown", "entity-type-unknown", "attribute-unknown"],
});
