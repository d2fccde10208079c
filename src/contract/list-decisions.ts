import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { decision, decisionStates } from "./decision-answer.ts";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery } from "./values.ts";

/** Lists the decisions on groups of divergences, the latest first. */
export const listDecisions = operation({
  ...acrossDomains,
  name: "listDecisions",
  path: "/v1/decisions",
  part: "Divergences",
  title: "Lists the decisions on groups of divergences, the latest first.",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    type: name.optional(),
    source: name.optional(),
    state: decisionStates.optional(),
  }),
  output: page(decision),
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown", "source-unknown"],
});
