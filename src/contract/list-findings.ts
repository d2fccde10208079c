import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { finding } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery } from "./values.ts";

/** Lists rules that do not hold, and other things that someone should look at. */
export const listFindings = operation({
  ...acrossDomains,
  name: "listFindings",
  path: "/v1/findings",
  part: "Findings",
  title: "Lists rules that do not hold, and other things that someone should look at.",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    type: name.optional(),
    rule: name.optional(),
    severity: z.enum(["info", "warning", "error"]).optional(),
  }),
  output: page(finding),
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown", "rule-unknown"],
});
