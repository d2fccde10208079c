import { z } from "zod";
import { causes, entityRef, leave, patterns, policies, shown } from "./values.ts";

/** What is answered about runs, divergences, duplicates and quarantine. */

export const account = z
  .object({
    read: z.number(),
    applied: z.number(),
    unchanged: z.number(),
    older: z.number(),
    /** Pairs of a crosswalk that wait for a record that has not come yet. */
    waiting: z.number(),
    quarantined: z.number(),
    heldBack: z.number(),
    deleted: z.number(),
    entitiesCreated: z.number(),
    factsChanged: z.number(),
    divergencesOpened: z.number(),
    divergencesClosed: z.number(),
    seconds: z.number(),
  })
  .meta({ id: "Account" });

/** What a load did. `state` `held`: nothing was changed until someone lets the run pass; `dry`: nothing was changed at all. */
export const loaded = z
  .object({
    run: z.string().nullable(),
    state: z.string(),
    account,
    reason: z.string().nullable(),
  })
  .meta({ id: "Loaded" });

export const run = z
  .object({
    id: z.string(),
    kind: z.string(),
    source: z.string().nullable(),
    state: z.string(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    actor: z.string(),
    /** What the token is called that did it. */
    actorName: shown,
    file: z.string().nullable(),
    asOf: z.string().nullable(),
    complete: z.boolean(),
    account: z.record(z.string(), z.number()),
    reason: z.string().nullable(),
  })
  .meta({ id: "Run" });

export const divergence = z
  .object({
    entity: entityRef,
    fact: z.string(),
    source: z.string(),
    key: shown,
    link: z.string().nullable(),
    golden: shown,
    held: shown,
    cause: causes,
    pattern: patterns,
    policy: policies,
    state: z.enum(["open", "allowed", "closed"]),
    leave: leave.nullable(),
    openedAt: z.string(),
    dueAt: z.string().nullable(),
    closedAt: z.string().nullable(),
    how: z.string().nullable(),
  })
  .meta({ id: "Divergence" });

export const divergenceGroup = z
  .object({
    type: z.string(),
    attribute: z.string(),
    source: z.string(),
    cause: causes,
    pattern: patterns,
    policy: policies,
    count: z.number(),
    /** How many more of the group may differ for now. */
    allowed: z.number(),
    oldestAt: z.string(),
    example: divergence,
  })
  .meta({ id: "DivergenceGroup" });

/** Leave for one copy to differ, by a person: until a day on which it has to follow again. */
export const waiver = z
  .object({
    entity: entityRef,
    version: z.number(),
    fact: z.string(),
    source: z.string(),
    key: shown,
    link: z.string().nullable(),
    ...leave.shape,
    /** The decision on a group by which it was given; `null`: it was given for this copy alone. */
    decision: z.string().nullable(),
    /** Whether it differs now; where nothing obliges the copy for the moment, the waiver waits for it. */
    differs: z.boolean(),
    golden: shown,
    held: shown,
    since: z.string(),
  })
  .meta({ id: "Waiver" });

export const suggestion = z
  .object({
    type: z.string(),
    attribute: z.string(),
    source: z.string(),
    cause: causes,
    pattern: patterns,
    place: z.string(),
    diff: z.string(),
    closes: z.number(),
    of: z.number(),
  })
  .meta({ id: "Suggestion" });

const side = z.object({
  id: z.string(),
  facts: z.record(z.string(), shown),
  records: z.array(z.object({ source: z.string(), key: shown, link: z.string().nullable() })),
});

export const duplicate = z
  .object({
    kind: z.enum(["duplicate", "move"]),
    type: z.string(),
    reason: z.string(),
    state: z.enum(["open", "merged", "different", "moved", "gone"]),
    openedAt: z.string(),
    left: side,
    right: side.nullable(),
  })
  .meta({ id: "Duplicate" });

const quarantinedMembers = {
  id: z.string(),
  source: z.string(),
  type: z.string().nullable(),
  key: shown,
  run: z.string().nullable(),
  line: z.number(),
  format: z.string(),
  reasons: z.array(z.object({ code: z.string(), message: z.string(), fact: z.string().optional() })),
  state: z.enum(["open", "retried", "superseded"]),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
};
export const quarantined = z.object(quarantinedMembers).meta({ id: "Quarantined" });
export const quarantinedRecord = z
  .object({ ...quarantinedMembers, columns: shown, bytes: shown })
  .meta({ id: "QuarantinedRecord" });
