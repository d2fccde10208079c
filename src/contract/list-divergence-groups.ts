import { z } from "zod";
import { operation } from "./operation.ts";
import { name, none } from "./values.ts";
import { divergenceGroup } from "./work-answer.ts";

/** Groups open divergences by attribute, source, cause and pattern, the largest group first. */
export const listDivergenceGroups = operation({
  name: "listDivergenceGroups",
  method: "GET",
  path: "/v1/divergences/groups",
  part: "Divergences",
  title: "Groups open divergences by attribute, source, cause and pattern, the largest group first.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({ type: name.optional(), attribute: name.optional(), source: name.optional() }),
  body: null,
  output: z.array(divergenceGroup),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["entity-type-unknown", "attribute-unknown", "source-unknown"],
});
