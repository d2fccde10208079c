import { z } from "zod";
import { decision } from "./decision-answer.ts";
import { operation } from "./operation.ts";
import { none, uuid } from "./values.ts";

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
  output: decision,
  answers: "json",
  status: 200,
  headers: [],
  errors: ["decision-unknown"],
});
