import { z } from "zod";
import { urlCharsMax } from "../limits.ts";
import { explanation } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { name, none } from "./values.ts";

/** The four answers about what a page of a system shows, found by its address through the links of the model. */
export const explainUrl = operation({
  name: "explainUrl",
  method: "GET",
  path: "/v1/explain",
  part: "Entities",
  title:
    "The four answers about what a page of a system shows, found by its address through the links of the model.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({ url: z.string().max(urlCharsMax), fact: name.optional() }),
  body: null,
  output: z.array(explanation),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["reference-unclear", "entity-unknown", "attribute-unknown"],
});
