import { z } from "zod";
import { reasonCharsMax } from "../limits.ts";
import { factEdit, factEditErrors } from "./fact-edit.ts";
import { operation } from "./operation.ts";
import { none } from "./values.ts";

/** Agrees to a value that waits for approval, or declines it: by one of the people whom the model names, in the name of the token. */
export const decideApproval = operation({
  ...factEdit,
  name: "decideApproval",
  method: "POST",
  path: "/v1/entities/{type}/{ref}/facts/{fact}/approval",
  part: "Approvals",
  title:
    "Agrees to a value that waits for approval, or declines it: by one of the people whom the model names, in the name of the token.",
  role: "contributor",
  query: none,
  body: z.strictObject({
    decision: z.enum(["approve", "decline"]),
    entry: z.number().int().min(1).describe("The entry from which the value waits that was seen."),
    layer: z.enum(["claim", "override"]).default("claim"),
    reason: z.string().max(reasonCharsMax).default(""),
  }),
  errors: [
    ...factEditErrors,
    "reason-missing",
    "approval-unknown",
    "approval-lapsed",
    "approval-not-by-you",
    "approval-own-request",
    "approval-given-twice",
  ],
});
