import { type EntityId, entityId } from "../core/ids.ts";
import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";
import { momentOrNull, momentText } from "./moment-text.ts";
import { safeInteger } from "./safe-integer.ts";

/** The divergences that are one matter. */
export interface GroupMeant {
  readonly type: string;
  readonly attribute: string;
  readonly source: string;
  readonly cause: string;
  readonly pattern: string;
  /** `null`: whatever the policy. */
  readonly policy: string | null;
}

/** A decision on a group: who may differ until when. */
export interface GroupDecision {
  readonly id: string;
  readonly group: GroupMeant;
  /** The day on which the copies have to follow again. */
  readonly until: string;
  readonly expected: number;
  readonly actor: string;
  /** By whom and why, sealed under the key of the decision's id. */
  readonly said: Buffer;
}

/** A decision as it stands: how far it has been carried out. */
export interface GroupDecisionRead extends GroupDecision {
  /** The entry that says it. */
  readonly index: number;
  readonly given: number;
  readonly after: EntityId | null;
  readonly state: DecisionState;
  readonly madeAt: string;
  readonly endedAt: string | null;
  /** The entry that takes it back; `null` while it stands. */
  readonly withdrawal: number | null;
  readonly withdrawn: number;
  readonly withdrawnBy: string | null;
  readonly withdrawnAt: string | null;
}

/** How many divergences of a group are open that opened before an entry. */
export async function countOpenOf(
  sql: Reader,
  log: number,
  group: GroupMeant,
  before: number,
): Promise<number> {
  const row = await sql.one<{ count: string }>(
    `select count(*) from bailiwick.divergence where ${openOfGroup} and opened < $8`,
    [log, ...valuesOf(group), before],
  );
  return safeInteger(row?.count ?? "0");
}

/** A page of the entities that a decision is yet to reach, in the order of their ids. */
export async function entitiesMeant(
  sql: Reader,
  log: number,
  { group, index, after }: Pick<GroupDecisionRead, "group" | "index" | "after">,
  limit: number,
): Promise<readonly EntityId[]> {
  const rows = await sql.many<{ entity_id: string }>(
    `select distinct entity_id from bailiwick.divergence
     where ${openOfGroup} and opened < $8 and ($9::uuid is null or entity_id > $9) order by entity_id limit $10`,
    [log, ...valuesOf(group), index, after, limit],
  );
  return rows.map((row) => entityId(row.entity_id));
}

const openOfGroup = `log_id = $1 and closed is null and leave is null and type = $2 and attribute = $3 and source = $4
  and cause = $5 and pattern = $6 and ($7::text is null or policy = $7)`;

const valuesOf = ({ type, attribute, source, cause, pattern, policy }: GroupMeant): unknown[] => [
  type,
  attribute,
  source,
  cause,
  pattern,
  policy,
];

/** Remembers a decision in the transaction of the entry that says it. */
export function addDecision(log: number, decision: GroupDecision, at: number): Effect {
  const { id, group, until, expected, actor, said } = decision;
  return (tx, { place, recordedAt }) => [
    tx.run(
      `insert into bailiwick.decision (log_id, type, attribute, source, cause, pattern, policy, decision_id, until_day, expected,
                                       actor, said, index, made_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [log, ...valuesOf(group), id, until, expected, actor, said, place(at), recordedAt],
    ),
  ];
}

/** How far a decision has been carried out with this commit. */
export function carriedOut(
  log: number,
  id: string,
  {
    given,
    after,
    ended,
  }: { readonly given: number; readonly after: EntityId | null; readonly ended: boolean },
): Effect {
  return (tx, { recordedAt }) => [
    tx.run(
      `update bailiwick.decision set given = given + $3, after = coalesce($4::uuid, after),
              ended_at = case when $5 then $6::timestamptz end
       where log_id = $1 and decision_id = $2`,
      [log, id, given, after, ended, recordedAt],
    ),
  ];
}

/** Remembers that a decision is taken back: what is not carried out of it is not any more, and the job ends the rest. */
export function withdrawDecision(
  log: number,
  id: string,
  { actor, at }: { readonly actor: string; readonly at: number },
): Effect {
  return (tx, { place, recordedAt }) => [
    tx.run(
      `update bailiwick.decision set withdrawal = $3, withdrawn_by = $4, after = null, ended_at = coalesce(ended_at, $5::timestamptz)
       where log_id = $1 and decision_id = $2`,
      [log, id, place(at), actor, recordedAt],
    ),
  ];
}

/** How much of a decision has been taken back with this commit; `after` is null to look from the start again. */
export function takenBack(
  log: number,
  id: string,
  {
    withdrawn,
    after,
    ended,
  }: { readonly withdrawn: number; readonly after: EntityId | null; readonly ended: boolean },
): Effect {
  return (tx, { recordedAt }) => [
    tx.run(
      `update bailiwick.decision set withdrawn = withdrawn + $3, after = $4,
              withdrawn_at = case when $5 then $6::timestamptz end
       where log_id = $1 and decision_id = $2`,
      [log, id, withdrawn, after, ended, recordedAt],
    ),
  ];
}

/** All decisions on groups, in the order in which they were made. */
export const allDecisions = (sql: Reader, log: number): Promise<readonly GroupDecisionRead[]> =>
  read(sql, "log_id = $1 order by index, decision_id", [log]);

/**
 * The oldest decision that is yet to be carried out, or to be taken back. What is to be taken back of things of a type that the
 * model does not have waits until it has it again, as all else of them does.
 */
export const decisionToCarryOut = async (
  sql: Reader,
  log: number,
  types: readonly string[],
): Promise<GroupDecisionRead | undefined> =>
  (
    await read(
      sql,
      `log_id = $1
       and (ended_at is null or (withdrawal is not null and withdrawn_at is null))
       and (withdrawal is null or type = any($2::text[]))
       order by index, decision_id limit 1`,
      [log, types],
    )
  )[0];

export const decisionRead = async (
  sql: Reader,
  log: number,
  id: string,
): Promise<GroupDecisionRead | undefined> =>
  (await read(sql, "log_id = $1 and decision_id = $2 order by index", [log, id]))[0];

/** Those asked for: of some types (`null` is all), of a type, in a source, in a state. */
export interface DecisionQuestion {
  readonly types: readonly string[] | null;
  readonly type: string | null;
  readonly source: string | null;
  readonly state: DecisionState | null;
}

/** Where a decision stands: being carried out, done, being taken back, or taken back. */
export type DecisionState = "running" | "done" | "withdrawing" | "withdrawn";

/** The decisions that a question asks for, the latest first. */
export const decisionsBefore = (
  sql: Reader,
  log: number,
  { types, type, source, state }: DecisionQuestion,
  before: number | null,
  limit: number,
): Promise<readonly GroupDecisionRead[]> =>
  read(
    sql,
    `log_id = $1 and ($2::text[] is null or type = any($2)) and ($3::text is null or type = $3)
     and ($4::text is null or source = $4) and ($5::text is null or ${stateSql} = $5) and ($6::int8 is null or index < $6)
     order by index desc limit $7`,
    [log, types, type, source, state, before, limit],
  );

const stateSql = `case when withdrawn_at is not null then 'withdrawn' when withdrawal is not null then 'withdrawing'
  when ended_at is not null then 'done' else 'running' end`;

async function read(
  sql: Reader,
  which: string,
  values: readonly unknown[],
): Promise<readonly GroupDecisionRead[]> {
  const rows = await sql.many<DecisionRow>(
    `select decision_id, type, attribute, source, cause, pattern, policy, until_day::text, expected, given, actor, said, index,
            after, made_at, ended_at, withdrawal, withdrawn, withdrawn_by, withdrawn_at, ${stateSql} as state
     from bailiwick.decision where ${which}`,
    [...values],
  );
  return rows.map(decisionFrom);
}

function decisionFrom(row: DecisionRow): GroupDecisionRead {
  const { type, attribute, source, cause, pattern, policy, actor, said } = row;
  return {
    id: row.decision_id,
    group: { type, attribute, source, cause, pattern, policy },
    until: row.until_day,
    expected: safeInteger(row.expected),
    given: safeInteger(row.given),
    actor,
    said,
    index: safeInteger(row.index),
    after: row.after === null ? null : entityId(row.after),
    madeAt: momentText(row.made_at),
    endedAt: momentOrNull(row.ended_at),
    state: row.state,
    withdrawal: row.withdrawal === null ? null : safeInteger(row.withdrawal),
    withdrawn: safeInteger(row.withdrawn),
    withdrawnBy: row.withdrawn_by,
    withdrawnAt: momentOrNull(row.withdrawn_at),
  };
}

interface DecisionRow extends GroupMeant {
  readonly decision_id: string;
  readonly until_day: string;
  readonly expected: string;
  readonly given: string;
  readonly actor: string;
  readonly said: Buffer;
  readonly index: string;
  readonly after: string | null;
  readonly made_at: string;
  readonly ended_at: string | null;
  readonly state: DecisionState;
  readonly withdrawal: string | null;
  readonly withdrawn: string;
  readonly withdrawn_by: string | null;
  readonly withdrawn_at: string | null;
}
