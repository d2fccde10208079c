import type { ClosedHow, DivergenceCause, DivergencePattern } from "../core/divergence/divergence.ts";
import type { DivergencePolicy } from "../core/model/model.ts";
import type { Reader } from "./db.ts";
import { momentOrNull, momentText } from "./moment-text.ts";
import { safeInteger } from "./safe-integer.ts";

export interface DivergenceRead {
  readonly entity: string;
  readonly type: string;
  readonly fact: string;
  readonly attribute: string;
  readonly record: string;
  readonly source: string;
  readonly key: string | null;
  readonly golden: string | null;
  readonly held: string | null;
  readonly cause: DivergenceCause;
  readonly pattern: DivergencePattern;
  readonly policy: DivergencePolicy;
  readonly state: "open" | "allowed" | "closed";
  readonly opened: number;
  readonly openedAt: string;
  readonly dueAt: string | null;
  readonly closedAt: string | null;
  readonly how: ClosedHow | null;
  /** Closed, and what was personal of it is no longer kept: key, golden, held. */
  readonly forgotten: boolean;
}

export interface DivergenceQuestion {
  /** Entity types that may be seen; `null` is all. */
  readonly types: readonly string[] | null;
  readonly type: string | null;
  readonly attribute: string | null;
  readonly source: string | null;
  readonly cause: DivergenceCause | null;
  readonly pattern: DivergencePattern | null;
  readonly state: "open" | "allowed" | "closed";
}

/** Where a page of divergences ended: the entry that opened the last one, and what tells it apart. */
export interface DivergencePlace {
  readonly opened: number;
  readonly entity: string;
  readonly fact: string;
  readonly record: string;
}

/** Divergences that a question asks for, in the order of their entities, that is by age: the order of an index that is there. */
export async function divergencesAfter(
  sql: Reader,
  log: number,
  question: DivergenceQuestion,
  after: DivergencePlace | null,
  limit: number,
): Promise<readonly DivergenceRead[]> {
  const rows = await sql.many<DivergenceRow>(
    `select ${columns} from bailiwick.divergence
     where log_id = $1 and ${asked(question.state)}
       and ($8::int8 is null or (entity_id, fact, record_id, opened) > ($9::uuid, $10::text, $11::uuid, $8))
     order by entity_id, fact, record_id, opened limit $12`,
    [
      log,
      ...values(question),
      after?.opened ?? null,
      after?.entity ?? null,
      after?.fact ?? null,
      after?.record ?? null,
      limit,
    ],
  );
  return rows.map(divergenceOf);
}

const asked = (state: DivergenceQuestion["state"]): string => `
  ($2::text[] is null or type = any($2)) and ($3::text is null or type = $3) and ($4::text is null or attribute = $4)
  and ($5::text is null or source = $5) and ($6::text is null or cause = $6) and ($7::text is null or pattern = $7)
  and ${state === "closed" ? "closed is not null" : `closed is null and state = '${state}'`}`;

const values = ({ types, type, attribute, source, cause, pattern }: DivergenceQuestion): unknown[] => [
  types,
  type,
  attribute,
  source,
  cause,
  pattern,
];

const columns = `
  entity_id, type, fact, attribute, record_id, source, key, golden, held, cause, pattern, policy, opened, opened_at, due_at,
  closed_at, how, forgotten, case when closed is null then state else 'closed' end as state`;

interface DivergenceRow {
  readonly [column: string]: unknown;
  readonly entity_id: string;
  readonly type: string;
  readonly fact: string;
  readonly attribute: string;
  readonly record_id: string;
  readonly source: string;
  readonly key: string | null;
  readonly golden: string | null;
  readonly held: string | null;
  readonly cause: DivergenceCause;
  readonly pattern: DivergencePattern;
  readonly policy: DivergencePolicy;
  readonly state: "open" | "allowed" | "closed";
  readonly opened: string;
  readonly opened_at: string;
  readonly due_at: string | null;
  readonly closed_at: string | null;
  readonly how: ClosedHow | null;
  readonly forgotten: boolean;
}

const divergenceOf = (row: DivergenceRow): DivergenceRead => ({
  entity: row.entity_id,
  type: row.type,
  fact: row.fact,
  attribute: row.attribute,
  record: row.record_id,
  source: row.source,
  key: row.key,
  golden: row.golden,
  held: row.held,
  cause: row.cause,
  pattern: row.pattern,
  policy: row.policy,
  state: row.state,
  opened: safeInteger(row.opened),
  openedAt: momentText(row.opened_at),
  dueAt: momentOrNull(row.due_at),
  closedAt: momentOrNull(row.closed_at),
  how: row.how,
  forgotten: row.forgotten,
});

/** A group of open divergences: how many, and the oldest as an example. */
export interface DivergenceGroupRead {
  readonly count: number;
  readonly example: DivergenceRead;
}

/** Open divergences that count, grouped by type, attribute, source, cause, pattern and policy; the largest group first. */
export async function divergenceGroupsOf(
  sql: Reader,
  log: number,
  question: DivergenceQuestion,
  limit: number,
): Promise<readonly DivergenceGroupRead[]> {
  const rows = await sql.many<DivergenceRow & { count: string }>(
    `with counted as (
       select type as t, attribute as a, source as s, cause as c, pattern as p, policy as y, count(*) as count,
              min(opened) as oldest
       from bailiwick.divergence
       where log_id = $1 and ${asked(question.state)} and cause <> 'in-transit'
       group by 1, 2, 3, 4, 5, 6 order by count desc, 1, 2, 3, 4, 5, 6 limit $8)
     select counted.count, example.* from counted cross join lateral (
       select ${columns} from bailiwick.divergence
       where log_id = $1 and closed is null and opened = oldest and type = t and attribute = a and source = s and cause = c
         and pattern = p and policy = y and state = '${question.state === "allowed" ? "allowed" : "open"}'
       order by entity_id, fact, record_id limit 1) as example
     order by counted.count desc, type, attribute, source, cause, pattern, policy`,
    [log, ...values(question), limit],
  );
  return rows.map((row) => ({ count: Number(row.count), example: divergenceOf(row) }));
}

/** The open divergences of one group, at most so many. */
export async function divergencesOfGroup(
  sql: Reader,
  log: number,
  question: DivergenceQuestion,
  max: number,
): Promise<readonly DivergenceRead[]> {
  const rows = await sql.many<DivergenceRow>(
    `select ${columns} from bailiwick.divergence where log_id = $1 and ${asked("open")}
     order by entity_id, fact, record_id, opened limit $8`,
    [log, ...values(question), max],
  );
  return rows.map(divergenceOf);
}
