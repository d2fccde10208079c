import { z } from "zod";
import { decision, decisionStates } from "./decision-answer.ts";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery } from "./values.ts";

/** Lists the decisions on groups of divergences, the latest first. */
export const listDecisions = operation({
  name: "listDecisions",
  method: "GET",
  path: "/v1/decisions",
  part: "Divergences",
  title: "Lists the decisions on groups of divergences, the latest first.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    type: name.optional(),
    source: name.optional(),
    state: decisionStates.optional(),
  }),
  body: null,
  output: page(decision),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown", "source-unknown"],
});
