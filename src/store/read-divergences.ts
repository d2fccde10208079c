import type { ClosedHow, DivergenceCause, DivergencePattern, Leave } from "../core/divergence/divergence.ts";
import type { DivergencePolicy } from "../core/model/attribute.ts";
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
  readonly leave: Leave | null;
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

const among = `
  ($2::text[] is null or type = any($2)) and ($3::text is null or type = $3) and ($4::text is null or attribute = $4)
  and ($5::text is null or source = $5) and ($6::text is null or cause = $6) and ($7::text is null or pattern = $7)`;

const asked = (state: DivergenceQuestion["state"]): string => `${among} and ${stateIs[state]}`;

const stateIs = {
  closed: "closed is not null",
  open: "closed is null and leave is null",
  allowed: "closed is null and leave is not null",
} as const satisfies Record<DivergenceQuestion["state"], string>;

const values = ({
  types,
  type,
  attribute,
  source,
  cause,
  pattern,
}: Omit<DivergenceQuestion, "state">): unknown[] => [types, type, attribute, source, cause, pattern];

const columns = `
  entity_id, type, fact, attribute, record_id, source, key, golden, held, cause, pattern, policy, opened, opened_at, due_at,
  closed_at, how, forgotten, leave, until_day::text,
  case when closed is not null then 'closed' when leave is null then 'open' else 'allowed' end as state`;

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
  readonly leave: Leave["kind"] | null;
  readonly until_day: string | null;
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
  leave: row.leave === null || row.until_day === null ? null : { kind: row.leave, until: row.until_day },
  opened: safeInteger(row.opened),
  openedAt: momentText(row.opened_at),
  dueAt: momentOrNull(row.due_at),
  closedAt: momentOrNull(row.closed_at),
  how: row.how,
  forgotten: row.forgotten,
});

/** A group of divergences: how many are open, how many may differ for now, and the oldest as an example. */
export interface DivergenceGroupRead {
  readonly count: number;
  readonly allowed: number;
  readonly example: DivergenceRead;
}

/** Divergences that count, grouped by type, attribute, source, cause, pattern and policy; the largest group first. */
export async function divergenceGroupsOf(
  sql: Reader,
  log: number,
  question: Omit<DivergenceQuestion, "state">,
  limit: number,
): Promise<readonly DivergenceGroupRead[]> {
  const rows = await sql.many<DivergenceRow & { count: string; allowed: string }>(
    `with counted as (
       select type as t, attribute as a, source as s, cause as c, pattern as p, policy as y,
              count(*) filter (where leave is null) as count, count(*) filter (where leave is not null) as allowed,
              coalesce(min(opened) filter (where leave is null), min(opened)) as oldest
       from bailiwick.divergence
       where log_id = $1 and ${among} and closed is null and (cause <> 'in-transit' or leave is not null)
       group by 1, 2, 3, 4, 5, 6 order by count desc, allowed desc, 1, 2, 3, 4, 5, 6 limit $8)
     select counted.count, counted.allowed, example.* from counted cross join lateral (
       select ${columns} from bailiwick.divergence
       where log_id = $1 and closed is null and opened = oldest and type = t and attribute = a and source = s and cause = c
         and pattern = p and policy = y and (leave is null) = (counted.count > 0)
       order by entity_id, fact, record_id limit 1) as example
     order by counted.count desc, counted.allowed desc, type, attribute, source, cause, pattern, policy`,
    [log, ...values(question), limit],
  );
  return rows.map((row) => ({
    count: Number(row.count),
    allowed: Number(row.allowed),
    example: divergenceOf(row),
  }));
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
