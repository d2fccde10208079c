import { z } from "zod";
import { operation } from "./operation.ts";
import { none, uuid } from "./values.ts";
import { run } from "./work-answer.ts";

/** One run with its account. */
export const getRun = operation({
  name: "getRun",
  method: "GET",
  path: "/v1/runs/{run}",
  part: "Loading",
  title: "One run with its account.",
  role: "reader",
  domain: "any",
  params: z.strictObject({ run: uuid }),
  query: none,
  body: null,
  output: run,
  answers: "json",
  status: 200,
  headers: [],
  errors: ["run-unknown"],
});
