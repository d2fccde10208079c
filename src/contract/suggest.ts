import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { operation } from "./operation.ts";
import { name, none } from "./values.ts";
import { suggestion } from "./work-answer.ts";

/** Changes of the model that would close groups of divergences, each as a diff with its count. */
export const suggest = operation({
  ...acrossDomains,
  name: "suggest",
  path: "/v1/divergences/suggestions",
  part: "Divergences",
  title: "Changes of the model that would close groups of divergences, each as a diff with its count.",
  params: none,
  query: z.strictObject({ type: name.optional() }),
  output: z.array(suggestion),
  errors: ["entity-type-unknown"],
});
