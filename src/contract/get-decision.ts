import { z } from "zod";
import { operation } from "./operation.ts";
import { none, shown, uuid } from "./values.ts";

/** Tells how far a decision on a group of divergences has been carried out. */
export const getDecision = operation({
  name: "getDecision",
  method: "GET",
  path: "/v1/decisions/{decision}",
  part: "Divergences",
  title: "Tells how far a decision on a group of divergences has been carried out.",
  role: "reader",
  domain: "any",
  params: z.strictObject({ decision: uuid }),
  query: none,
  body: null,
  output: z
    .object({
      id: z.string(),
      state: z.enum(["running", "done"]),
      type: z.string(),
      attribute: z.string(),
      source: z.string(),
      cause: z.string(),
      pattern: z.string(),
      policy: z.string().nullable(),
      until: z.string(),
      by: shown,
      reason: shown,
      /** How many were meant, how many of them may differ by it so far, and, once it is done, how many had changed before. */
      expected: z.number(),
      given: z.number(),
      passed: z.number().nullable(),
      madeAt: z.string(),
      endedAt: z.string().nullable(),
    })
    .meta({ id: "Decision" }),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["decision-unknown"],
});
