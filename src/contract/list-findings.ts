import { z } from "zod";
import { finding } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery } from "./values.ts";

/** Lists rules that do not hold, and other things that someone should look at. */
export const listFindings = operation({
  name: "listFindings",
  method: "GET",
  path: "/v1/findings",
  part: "Findings",
  title: "Lists rules that do not hold, and other things that someone should look at.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    type: name.optional(),
    rule: name.optional(),
    severity: z.enum(["info", "warning", "error"]).optional(),
  }),
  body: null,
  output: page(finding),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown", "rule-unknown"],
});
