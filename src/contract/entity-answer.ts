import { z } from "zod";
import { waiting } from "./approval-answer.ts";
import { consumer } from "./model-answer.ts";
import { bases, causes, entityRef, leave, moment, policies, shown, since, standings } from "./values.ts";

/** What is answered about entities and their facts. */

export const goldenFact = z
  .object({ value: shown, basis: bases, source: z.string().nullable(), since: z.number() })
  .meta({ id: "GoldenFact" });

export const golden = z
  .object({
    id: z.string(),
    type: z.string(),
    state: standings,
    version: z.number(),
    updatedAt: z.string(),
    facts: z.record(z.string(), goldenFact),
  })
  .meta({ id: "Golden" });

const findingMembers = {
  rule: z.string(),
  fact: z.string().nullable(),
  severity: z.string(),
  dimension: z.string(),
  message: z.string(),
  openedAt: z.string(),
};
export const findingOfEntity = z.object(findingMembers).meta({ id: "FindingOfEntity" });
export const finding = z.object({ ...findingMembers, entity: entityRef }).meta({ id: "Finding" });

export const entityDetail = z
  .object({
    id: z.string(),
    type: z.string(),
    state: standings,
    version: z.number(),
    updatedAt: z.string(),
    facts: z.record(
      z.string(),
      z.object({
        value: shown,
        basis: bases,
        source: z.string().nullable(),
        key: shown,
        authority: z.string().nullable(),
        since,
      }),
    ),
    records: z.array(
      z.object({
        source: z.string(),
        system: z.string(),
        key: shown,
        deleted: z.boolean(),
        former: z.boolean(),
        otherLives: z.array(z.string()),
        toBeDeleted: z.boolean(),
        linkedBy: z.string(),
        link: z.string().nullable(),
        held: z.record(z.string(), z.object({ code: z.string(), message: z.string() })),
      }),
    ),
    aliases: z.array(z.string()),
    divergences: z.number(),
    findings: z.array(findingOfEntity),
  })
  .meta({ id: "EntityDetail" });

const copy = z.object({
  source: z.string(),
  system: z.string(),
  key: shown,
  link: z.string().nullable(),
  value: shown.optional(),
  state: z.string(),
  leave: leave.nullable(),
  cause: causes.nullable(),
  since: since.nullable(),
  withinSeconds: z.number(),
  policy: policies,
});

const correct = z.object({
  source: z.string().nullable(),
  system: z.string().nullable(),
  route: z.enum(["inputs", "direct", "write-back", "manual"]),
  key: shown,
  link: z.string().nullable(),
  note: z.string().nullable(),
  custodian: z.string().nullable(),
  steward: z.string().nullable(),
});

/** The four answers about one fact. */
export const explanation = z
  .object({
    entity: entityRef,
    fact: z.string(),
    value: shown,
    basis: bases,
    awaitsReference: z.boolean(),
    since: since.nullable(),
    handover: z.object({ from: z.string().nullable(), to: z.string().nullable(), at: moment }).nullable(),
    origin: z.object({
      source: z.string().nullable(),
      system: z.string().nullable(),
      key: shown,
      link: z.string().nullable(),
      since: since.nullable(),
      rule: z.object({ source: z.string(), when: z.string().nullable(), place: z.string() }).nullable(),
      chosen: shown,
      from: z.object({ entity: entityRef, fact: z.string() }).nullable(),
    }),
    correct,
    copies: z.array(copy),
    derived: z
      .object({
        expression: z.string(),
        place: z.string(),
        inputs: z.array(
          z.object({
            reference: z.string().nullable(),
            entity: entityRef.nullable(),
            type: z.string(),
            fact: z.string(),
            value: shown,
            basis: bases,
            correct,
          }),
        ),
      })
      .nullable(),
    onDivergence: policies,
    otherClaims: z.array(
      z.object({
        source: z.string(),
        key: shown,
        link: z.string().nullable(),
        value: shown,
        since,
        why: z.string(),
      }),
    ),
    timeline: z.array(
      z.object({
        source: z.string(),
        key: shown,
        value: shown,
        from: z.string().nullable(),
        to: z.string().nullable(),
        state: z.enum(["past", "now", "to-come"]),
        since,
      }),
    ),
    heldBack: z.array(
      z.object({
        source: z.string(),
        key: shown,
        link: z.string().nullable(),
        code: z.string(),
        message: z.string(),
      }),
    ),
    waiting: z.array(waiting),
    agreedBy: z.array(shown),
    override: z.object({ value: shown, by: shown, reason: shown, since, until: z.string() }).nullable(),
    readBy: z.array(consumer),
  })
  .meta({ id: "Explanation" });

const item = z.object({
  op: z.string(),
  fact: z.string().nullable(),
  before: shown.optional(),
  after: shown.optional(),
  basis: bases.nullable(),
  source: z.string().nullable(),
  key: shown,
  from: z.string().nullable(),
  to: z.string().nullable(),
  detail: z.record(z.string(), shown),
  words: z.string(),
});

/** One entry of an entity's history. */
export const change = z
  .object({
    index: z.number(),
    recordedAt: z.string(),
    entity: z.string(),
    version: z.number(),
    kind: z.string(),
    cause: z.string(),
    actor: z.string(),
    /** What the token is called that did it. */
    actorName: shown,
    run: z.string().nullable(),
    source: z.string().nullable(),
    key: shown,
    asOf: z.string().nullable(),
    changes: z.array(item).nullable(),
  })
  .meta({ id: "Change" });
