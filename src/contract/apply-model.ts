import { z } from "zod";
import { fault, modelFiles } from "./model-answer.ts";
import { operation } from "./operation.ts";
import { none } from "./values.ts";

/** Puts a model in force; everything that it decides anew is followed. */
export const applyModel = operation({
  name: "applyModel",
  method: "PUT",
  path: "/v1/model",
  part: "Model",
  title: "Puts a model in force; everything that it decides anew is followed.",
  role: "admin",
  domain: "all",
  params: none,
  query: none,
  body: z.strictObject({ files: modelFiles }),
  output: z.object({
    hash: z.string(),
    changed: z.boolean(),
    resolvedAnew: z.array(z.string()),
    warnings: z.array(fault),
  }),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["model-faulty"],
});
