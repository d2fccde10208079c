import { z } from "zod";
import { operation } from "./operation.ts";
import { none, uuid } from "./values.ts";
import { run } from "./work-answer.ts";

/** Discards a held run and the file that it waited with. */
export const discardRun = operation({
  name: "discardRun",
  method: "POST",
  path: "/v1/runs/{run}/discard",
  part: "Loading",
  title: "Discards a held run and the file that it waited with.",
  role: "operator",
  domain: "entities",
  params: z.strictObject({ run: uuid }),
  query: none,
  body: null,
  output: run,
  answers: "json",
  status: 200,
  headers: [],
  errors: ["run-unknown", "run-not-held"],
});
