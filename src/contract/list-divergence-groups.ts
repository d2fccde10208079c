import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { operation } from "./operation.ts";
import { name, none } from "./values.ts";
import { divergenceGroup } from "./work-answer.ts";

/** Groups open divergences by attribute, source, cause and pattern, the largest group first. */
export const listDivergenceGroups = operation({
  ...acrossDomains,
  name: "listDivergenceGroups",
  path: "/v1/divergences/groups",
  part: "Divergences",
  title: "Groups open divergences by attribute, source, cause and pattern, the largest group first.",
  params: none,
  query: z.strictObject({ type: name.optional(), attribute: name.optional(), source: name.optional() }),
  output: z.array(divergenceGroup),
  errors: ["entity-type-unknown", "attribute-unknown", "source-unknown"],
});
