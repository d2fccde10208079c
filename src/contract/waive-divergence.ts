import { z } from "zod";
import { factEdit } from "./fact-edit.ts";
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
    /** The source that holds the copy. */
    source: name,
    /** The key of the record there, where several of the entity differ. */
    key: ref.optional(),
    reason,
    /** A day such as `2026-12-24`: on it the copy has to follow again. */
    until: name,
    /** The person who answers for it; the token's own name unless an admin says another. */
    by: name.optional(),
    /** The entry of the waiver that this one takes the place of. */
    replaces: z.number().int().min(1).optional(),
  }),
  errors: [
    "reference-unclear",
    "entity-unknown",
    "entity-type-unknown",
    "attribute-unknown",
    "copy-unknown",
    "copy-unclear",
    "divergence-unknown",
    "waiver-unknown",
    "waiver-stands",
    "version-changed",
    "idempotency-key-reused",
    "waiver-not-by-you",
    "reason-missing",
    "end-not-a-day",
    "end-passed",
    "end-too-late",
  ],
});
