import type { DivergenceCause, DivergencePattern } from "../core/divergence/divergence.ts";
import type { DivergencePolicy } from "../core/model/attribute.ts";
import type { Reader } from "./db.ts";
import { safeInteger } from "./safe-integer.ts";

/** How many entities of a type there are, and how many of them have an open divergence that counts. */
export interface DisagreementRead {
  readonly type: string;
  readonly entities: number;
  readonly disagreeing: number;
}

/** By type, in the order of their names. `types` are those that may be seen; `null` is all. */
export async function disagreementByType(
  sql: Reader,
  log: number,
  types: readonly string[] | null,
): Promise<readonly DisagreementRead[]> {
  const rows = await sql.many<{ type: string; entities: string; disagreeing: string }>(
    `select type, count(*) as entities, coalesce(max(d.disagreeing), 0) as disagreeing
     from bailiwick.entity e left join (
       select type, count(distinct entity_id) as disagreeing from bailiwick.divergence
       where log_id = $1 and ${counted} group by type) as d using (type)
     where e.log_id = $1 and merged_into is null and e.state <> 'archived' and ($2::text[] is null or type = any($2))
     group by type order by type`,
    [log, types],
  );
  return rows.map(({ type, entities, disagreeing }) => ({
    type,
    entities: safeInteger(entities),
    disagreeing: safeInteger(disagreeing),
  }));
}

/** Divergences of one attribute and source that have one cause, pattern and policy, and how many entities they are of. */
export interface SharedCauseRead {
  readonly type: string;
  readonly attribute: string;
  readonly source: string;
  readonly cause: DivergenceCause;
  readonly pattern: DivergencePattern;
  readonly policy: DivergencePolicy;
  readonly entities: number;
}

/** Of each type the cause that most of its entities share. */
export async function mostSharedCauses(
  sql: Reader,
  log: number,
  types: readonly string[] | null,
): Promise<readonly SharedCauseRead[]> {
  const rows = await sql.many<Omit<SharedCauseRead, "entities"> & { entities: string }>(
    `select distinct on (type) type, attribute, source, cause, pattern, policy, entities
     from (select type, attribute, source, cause, pattern, policy, count(distinct entity_id) as entities
           from bailiwick.divergence
           where log_id = $1 and ${counted} and ($2::text[] is null or type = any($2))
           group by 1, 2, 3, 4, 5, 6) as shared
     order by type, entities desc, attribute, source, cause, pattern, policy`,
    [log, types],
  );
  return rows.map((row) => ({ ...row, entities: safeInteger(row.entities) }));
}

/** The fact that is stated in most different ways, and in how many. */
export interface MostDisputed {
  readonly entity: string;
  readonly fact: string;
  readonly values: number;
}

/** Among attributes `[type, attribute]`. Where several are equally disputed: for more causes, and the oldest dispute. */
export async function mostDisputedFact(
  sql: Reader,
  log: number,
  attributes: readonly (readonly [string, string])[],
): Promise<MostDisputed | null> {
  const rows = await sql.many<{ entity_id: string; fact: string; values: string }>(
    `select entity_id, fact, count(distinct held) + 1 as values from bailiwick.divergence
     where log_id = $1 and ${counted} and golden is not null
       and (type, attribute) in (select type, attribute from unnest($2::text[], $3::text[]) as may (type, attribute))
     group by entity_id, fact
     order by count(distinct held) desc, count(distinct cause) desc, min(opened), entity_id, fact limit 1`,
    [log, attributes.map(([type]) => type), attributes.map(([, attribute]) => attribute)],
  );
  const [most] = rows;
  return most === undefined
    ? null
    : { entity: most.entity_id, fact: most.fact, values: safeInteger(most.values) };
}

/** What is under way is no disagreement yet, and what is allowed is none. */
const counted = `closed is null and leave is null and cause <> 'in-transit'`;
