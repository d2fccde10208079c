import { z } from "zod";
import { shown } from "./values.ts";

/** Where a decision on a group stands: being carried out, done, being taken back, or taken back. */
export const decisionStates = z.enum(["running", "done", "withdrawing", "withdrawn"]);

/** A decision on a group of divergences, with its account. */
export const decision = z
  .object({
    id: z.string(),
    /** The entry that says it. */
    index: z.number(),
    state: decisionStates,
    type: z.string(),
    attribute: z.string(),
    source: z.string(),
    cause: z.string(),
    pattern: z.string(),
    policy: z.string().nullable(),
    until: z.string(),
    by: shown,
    reason: shown,
    /** How many were meant, how many of them were given leave by it, and, once it is done, how many had changed before their turn came. */
    expected: z.number(),
    given: z.number(),
    passed: z.number().nullable(),
    /** How much of the leave that it gave was taken back with it; `null` while it stands. */
    withdrawn: z.number().nullable(),
    madeAt: z.string(),
    endedAt: z.string().nullable(),
    withdrawnAt: z.string().nullable(),
  })
  .meta({ id: "Decision" });

/** A decision that was taken or taken back: its id, and the entry that says it. */
export const decided = z.object({ decision: z.string(), index: z.number() }).meta({ id: "Decided" });
