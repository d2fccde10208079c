import { z } from "zod";
import { approval } from "./approval-answer.ts";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery } from "./values.ts";

/** Lists the values that wait for approval, and those that were declined and are still stated. */
export const listApprovals = operation({
  name: "listApprovals",
  method: "GET",
  path: "/v1/approvals",
  part: "Approvals",
  title: "Lists the values that wait for approval, and those that were declined and are still stated.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({ ...pageQuery, type: name.optional() }),
  body: null,
  output: page(approval),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown"],
});
