import { z } from "zod";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery } from "./values.ts";
import { run } from "./work-answer.ts";

/** Lists runs, the latest first. */
export const listRuns = operation({
  name: "listRuns",
  method: "GET",
  path: "/v1/runs",
  part: "Loading",
  title: "Lists runs, the latest first.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    source: name.optional(),
    state: z.enum(["running", "done", "held", "passed", "failed", "discarded"]).optional(),
  }),
  body: null,
  output: page(run),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["cursor-broken", "page-too-large", "source-unknown"],
});
