import { z } from "zod";
import { fault, modelFiles } from "./model-answer.ts";
import { operation } from "./operation.ts";
import { none } from "./values.ts";

/** Checks a model without putting it in force: every fault at once, with its place. */
export const checkModel = operation({
  name: "checkModel",
  method: "POST",
  path: "/v1/model/check",
  part: "Model",
  title: "Checks a model without putting it in force: every fault at once, with its place.",
  role: "reader",
  domain: "any",
  params: none,
  query: none,
  body: z.strictObject({ files: modelFiles }),
  output: z.object({
    ok: z.boolean(),
    hash: z.string().nullable(),
    faults: z.array(fault),
    faultLines: z.array(z.string()),
    counts: z.object({
      systems: z.number(),
      entities: z.number(),
      sources: z.number(),
      attributes: z.number(),
    }),
  }),
  answers: "json",
  status: 200,
  headers: [],
  errors: [],
});
