import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { approval } from "./approval-answer.ts";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery } from "./values.ts";

/** Lists the values that wait for approval, and those that were declined and are still stated. */
export const listApprovals = operation({
  ...acrossDomains,
  name: "listApprovals",
  path: "/v1/approvals",
  part: "Approvals",
  title: "Lists the values that wait for approval, and those that were declined and are still stated.",
  params: none,
  query: z.strictObject({ ...pageQuery, type: name.optional() }),
  output: page(approval),
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown"],
});
