import { z } from "zod";
import { factEdit, factEditErrors } from "./fact-edit.ts";
import { operation } from "./operation.ts";
import { valueErrors } from "./value-errors.ts";
import { json, name, none, reason } from "./values.ts";

/** Sets a value against the authority, where the model allows it: by a named person, with a reason and an end. */
export const setOverride = operation({
  ...factEdit,
  name: "setOverride",
  method: "PUT",
  path: "/v1/entities/{type}/{ref}/facts/{fact}/override",
  part: "Entities",
  title:
    "Sets a value against the authority, where the model allows it: by a named person, with a reason and an end.",
  role: "steward",
  query: none,
  body: z.strictObject({
    value: json,
    reason,
    until: name.describe("A day such as `2026-12-24`, or `authority-changes`."),
    by: name
      .optional()
      .describe(
        "The person who answers for it; the token's own name unless an admin of the domain says another.",
      ),
  }),
  errors: [
    ...factEditErrors,
    "hierarchy-circle",
    "override-not-allowed",
    "override-not-by-you",
    "reason-missing",
    "end-not-a-day",
    "end-passed",
    "end-too-late",
    ...valueErrors,
  ],
});
