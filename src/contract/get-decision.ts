import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { decision } from "./decision-answer.ts";
import { operation } from "./operation.ts";
import { none, uuid } from "./values.ts";

/** Tells how far a decision on a group of divergences has been carried out. */
export const getDecision = operation({
  ...acrossDomains,
  name: "getDecision",
  path: "/v1/decisions/{decision}",
  part: "Divergences",
  title: "Tells how far a decision on a group of divergences has been carried out.",
  params: z.strictObject({ decision: uuid }),
  query: none,
  output: decision,
  errors: ["decision-unknown"],
});
