import { z } from "zod";
import { nameCharsMax, pageItemsDefault, pageItemsMax, reasonCharsMax, refCharsMax } from "../limits.ts";

/** Small shapes that operations share. */

/** A path without names in it, a query without members. */
export const none = z.strictObject({});

export const name = z.string().min(1).max(nameCharsMax);
export const uuid = z.uuid();
/** A value as an answer carries it; `{ "masked": true }` where the caller may not see it, `{ "erased": true }` where it is gone. */
export const shown = z.unknown().meta({
  id: "Shown",
  description:
    'A value: text, a truth value or JSON, null where it is empty. {"masked":true} where the caller may not see it.',
});
export const json = z.unknown().meta({ id: "Json", description: "Any JSON." });

/** An entity as a path names it: its id, or one of its records as `source:key`. */
export const ref = z.string().min(1).max(refCharsMax);
/** An entity as a body names it: as a path does, with or without its type and a slash before it. */
export const named = z.string().min(1).max(refCharsMax).meta({
  id: "Named",
  description:
    "An id, or `source:key` of one of its records; its type and a slash may stand before it: `campaign/crm:C-1042`.",
});
export const entityPath = z.strictObject({ type: name, ref });
export const factPath = z.strictObject({ type: name, ref, fact: name });
export const entityRef = z.object({ id: z.string(), type: z.string() }).meta({ id: "EntityRef" });

export const moment = z.object({ index: z.number(), recordedAt: z.string() }).meta({ id: "Moment" });
export const since = z
  .object({ index: z.number(), recordedAt: z.string(), asOf: z.string().nullable() })
  .meta({ id: "Since" });

export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(pageItemsMax)
    .default(pageItemsDefault)
    .describe("Items of one page."),
  cursor: z.string().max(refCharsMax).optional().describe("`next` of the page before; without it the first."),
};

export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

export const reason = z.string().min(1).max(reasonCharsMax);
/** A truth value in a query. */
export const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((text) => text === "true");

export const policies = z.enum(["flag", "overwrite", "propose", "ask"]);
export const causes = z.enum([
  "in-transit",
  "late",
  "foreign-edit",
  "never-synced",
  "rewritten",
  "missing",
  "rejected",
  "awaits-reference",
]);
export const patterns = z.enum([
  "case",
  "spaces",
  "punctuation",
  "truncation",
  "code",
  "swapped",
  "empty",
  "other",
]);
/** By whose leave a copy differs: a person's waiver, or what the model says of edits at the copy; it ends on the day `until`. */
export const leave = z
  .object({
    kind: z.enum(["waiver", "local"]),
    until: z.string(),
    by: shown,
    reason: shown,
    entry: z.number().nullable(),
  })
  .meta({ id: "Leave" });
export const standings = z.enum(["active", "retired", "archived"]);
export const bases = z.enum(["authority", "carried", "fallback", "override", "held", "derived", "none"]);

/** An entity after a change of it. */
export const edited = z
  .object({
    entity: z.string(),
    version: z.number(),
    /** The entry that says it. */
    index: z.number(),
  })
  .meta({ id: "Edited" });
