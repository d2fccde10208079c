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
  readonly madeAt: string;
  readonly endedAt: string | null;
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

/** The oldest decision that is yet to be carried out. */
export const decisionToCarryOut = (sql: Reader, log: number): Promise<GroupDecisionRead | undefined> =>
  readOne(sql, "log_id = $1 and ended_at is null order by index, decision_id limit 1", [log]);

export const decisionRead = (sql: Reader, log: number, id: string): Promise<GroupDecisionRead | undefined> =>
  readOne(sql, "log_id = $1 and decision_id = $2", [log, id]);

async function readOne(
  sql: Reader,
  which: string,
  values: readonly unknown[],
): Promise<GroupDecisionRead | undefined> {
  const row = await sql.one<DecisionRow>(
    `select decision_id, type, attribute, source, cause, pattern, policy, until_day::text, expected, given, actor, said, index,
            after, made_at, ended_at
     from bailiwick.decision where ${which}`,
    values,
  );
  if (row === undefined) return undefined;
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
}
