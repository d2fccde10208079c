import { z } from "zod";
import { factEdit, factEditErrors } from "./fact-edit.ts";
import { operation } from "./operation.ts";
import { name, none, reason, ref } from "./values.ts";

/** Lets one copy that differs do so for a time: by a named person, with a reason and an end. */
export const waiveDivergence = operation({
  ...factEdit,
  name: "waiveDivergence",
  method: "PUT",
  path: "/v1/entities/{type}/{ref}/facts/{fact}/waiver",
  part: "Divergences",
  title: "Lets one copy that differs do so for a time: by a named person, with a reason and an end.",
  role: "steward",
  query: none,
  body: z.strictObject({
    source: name.describe("The source that holds the copy."),
    key: ref.optional().describe("The key of the record there, where several of the entity differ."),
    reason,
    until: name.describe("A day such as `2026-12-24`: on it the copy has to follow again."),
    by: name
      .optional()
      .describe(
        "The person who answers for it; the token's own name unless an admin of the domain says another.",
      ),
    replaces: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe("The entry of the waiver that this one takes the place of."),
  }),
  errors: [
    ...factEditErrors,
    "copy-unknown",
    "copy-unclear",
    "divergence-unknown",
    "waiver-unknown",
    "waiver-stands",
    "waiver-not-by-you",
    "reason-missing",
    "end-not-a-day",
    "end-passed",
    "end-too-late",
  ],
});
