import { z } from "zod";
import { decided } from "./decision-answer.ts";
import { operation } from "./operation.ts";
import { none, uuid } from "./values.ts";

/** Takes a decision on a group back: all leave to differ that still stands by it ends, a bounded number of copies at a time. */
export const withdrawGroup = operation({
  name: "withdrawGroup",
  method: "DELETE",
  path: "/v1/decisions/{decision}",
  part: "Divergences",
  title:
    "Takes a decision on a group back: all leave to differ that still stands by it ends, a bounded number of copies at a time.",
  role: "steward",
  domain: "entities",
  params: z.strictObject({ decision: uuid }),
  query: none,
  body: null,
  output: decided,
  answers: "json",
  status: 200,
  headers: ["idempotency-key"],
  errors: ["decision-unknown", "decision-withdrawn", "idempotency-key-reused"],
});
