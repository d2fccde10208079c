import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery } from "./values.ts";
import { run } from "./work-answer.ts";

/** Lists runs, the latest first. */
export const listRuns = operation({
  ...acrossDomains,
  name: "listRuns",
  path: "/v1/runs",
  part: "Loading",
  title: "Lists runs, the latest first.",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    source: name.optional(),
    state: z.enum(["running", "done", "held", "passed", "failed", "discarded"]).optional(),
  }),
  output: page(run),
  errors: ["cursor-broken", "page-too-large", "source-unknown"],
});
