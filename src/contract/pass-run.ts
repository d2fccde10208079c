import { z } from "zod";
import { operation } from "./operation.ts";
import { none, uuid } from "./values.ts";
import { loaded } from "./work-answer.ts";

/** Lets a held run pass: what it waited with is applied now. */
export const passRun = operation({
  name: "passRun",
  method: "POST",
  path: "/v1/runs/{run}/pass",
  part: "Loading",
  title: "Lets a held run pass: what it waited with is applied now.",
  role: "operator",
  domain: "entities",
  params: z.strictObject({ run: uuid }),
  query: none,
  body: null,
  output: loaded,
  answers: "json",
  status: 200,
  headers: [],
  errors: ["run-unknown", "run-not-held", "run-file-gone", "source-busy"],
});
