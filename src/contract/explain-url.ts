import { z } from "zod";
import { urlCharsMax } from "../limits.ts";
import { acrossDomains } from "./across-domains.ts";
import { explanation } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { name, none } from "./values.ts";

/** The four answers about what a page of a system shows, found by its address through the links of the model. */
export const explainUrl = operation({
  ...acrossDomains,
  name: "explainUrl",
  path: "/v1/explain",
  part: "Entities",
  title:
    "The four answers about what a page of a system shows, found by its address through the links of the model.",
  params: none,
  query: z.strictObject({ url: z.string().max(urlCharsMax), fact: name.optional() }),
  output: z.array(explanation),
  errors: ["reference-unclear", "entity-unknown", "attribute-unknown"],
});
