import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { operation } from "./operation.ts";
import { none, uuid } from "./values.ts";
import { run } from "./work-answer.ts";

/** One run with its account. */
export const getRun = operation({
  ...acrossDomains,
  name: "getRun",
  path: "/v1/runs/{run}",
  part: "Loading",
  title: "One run with its account.",
  params: z.strictObject({ run: uuid }),
  query: none,
  output: run,
  errors: ["run-unknown"],
});
