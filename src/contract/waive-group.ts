import { z } from "zod";
import { decided } from "./decision-answer.ts";
import { operation } from "./operation.ts";
import { causes, name, none, patterns, policies, reason } from "./values.ts";

/** Lets all copies differ for a time whose divergences are one matter: by one decision, for as many as were seen. */
export const waiveGroup = operation({
  name: "waiveGroup",
  method: "POST",
  path: "/v1/divergences/groups/waiver",
  part: "Divergences",
  title:
    "Lets all copies differ for a time whose divergences are one matter: by one decision, for as many as were seen.",
  role: "steward",
  domain: "entities",
  params: none,
  query: none,
  body: z.strictObject({
    type: name,
    attribute: name,
    source: name,
    cause: causes,
    pattern: patterns,
    policy: policies.optional().describe("Left out: whatever the policy."),
    expected: z
      .number()
      .int()
      .min(1)
      .describe("How many are open, as the group was seen: with another number nothing is decided."),
    reason,
    until: name.describe("A day such as `2026-12-24`: on it the copies have to follow again."),
    by: name
      .optional()
      .describe(
        "The person who answers for it; the token's own name unless an admin of the domain says another.",
      ),
  }),
  output: decided,
  answers: "json",
  status: 201,
  headers: ["idempotency-key"],
  errors: [
    "entity-type-unknown",
    "divergence-unknown",
    "group-changed",
    "idempotency-key-reused",
    "waiver-not-by-you",
    "reason-missing",
    "end-not-a-day",
    "end-passed",
    "end-too-late",
    "attribute-unknown",
    "source-unknown",
  ],
});
