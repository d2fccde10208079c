import { z } from "zod";
import { entityRef, shown } from "./values.ts";

/** What waits on one fact. */
const members = {
  /** What a source or the hub states (`claim`), or an override. */
  layer: z.enum(["claim", "override"]),
  /** The entry from which it waits: who decides names it, so that no other value is agreed to by mistake. */
  entry: z.number(),
  value: shown,
  source: z.string(),
  /** The people who decide, and how many of them have to agree. */
  by: z.string().nullable(),
  count: z.number(),
  approvers: z.array(shown),
  declined: z.object({ by: shown, reason: shown }).nullable(),
};
export const waiting = z.object(members).meta({ id: "Waiting" });

/** A value that waits for approval: visible, not believed, and not given out. */
export const approval = z
  .object({
    entity: entityRef,
    version: z.number(),
    fact: z.string(),
    since: z.string(),
    /** What the fact is meanwhile. */
    golden: shown,
    key: shown,
    link: z.string().nullable(),
    ...members,
  })
  .meta({ id: "Approval" });
