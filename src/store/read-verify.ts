import { type EntityId, entityId } from "../core/ids.ts";
import type { WorldMoment } from "../core/value/world-moment.ts";
import { uuidArray } from "./binary-array.ts";
import { headOf } from "./commit.ts";
import type { Reader } from "./db.ts";
import { allDecisions, type GroupDecisionRead } from "./decisions.ts";
import { allModels, type ModelRow } from "./models.ts";
import { safeInteger } from "./safe-integer.ts";
import { type TokenAsStored, tokensAsStored } from "./tokens.ts";

/** What concerns no entity: where the log ends, and all rows that entries without one tell of. */
export interface WholeLog {
  readonly next: number;
  readonly last: number;
  /** The entry that applied the model in force. */
  readonly modelAt: number;
  readonly calendar: WorldMoment;
  readonly models: readonly ModelRow[];
  readonly tokens: readonly TokenAsStored[];
  /** Decisions on groups of divergences. */
  readonly decisions: readonly GroupDecisionRead[];
}

/** All of it as it is at one moment: `sql` reads one state of the database. */
export async function wholeLog(sql: Reader, log: number): Promise<WholeLog> {
  const { modelAt, calendar } = await headOf(sql, log);
  const [ends, models, tokens, decisions] = await Promise.all([
    headAndLast(sql, log),
    allModels(sql, log),
    tokensAsStored(sql, log),
    allDecisions(sql, log),
  ]);
  return { ...ends, modelAt, calendar, models, tokens, decisions };
}

/** The next index of a log as its head says, and the last entry that is there. */
async function headAndLast(
  sql: Reader,
  log: number,
): Promise<{ readonly next: number; readonly last: number }> {
  const row = await sql.one<{ next: string; last: string }>(
    `select next_index as next, (select coalesce(max(index), 0) from bailiwick.entry where log_id = $1) as last
     from bailiwick.log_commit where log_id = $1 order by commits desc limit 1`,
    [log],
  );
  return { next: safeInteger(row?.next ?? "0"), last: safeInteger(row?.last ?? "0") };
}

/** The next ids of entities, merged ones too, in their order. */
export async function entityIdsAfter(
  sql: Reader,
  log: number,
  after: EntityId | null,
  limit: number,
): Promise<readonly EntityId[]> {
  const rows = await sql.many<{ entity_id: string }>(
    `select entity_id from bailiwick.entity where log_id = $1 and ($2::uuid is null or entity_id > $2)
     order by entity_id limit $3`,
    [log, after, limit],
  );
  return rows.map((row) => entityId(row.entity_id));
}

/** The ids of the records of some entities. */
export async function recordIdsOf(
  sql: Reader,
  log: number,
  entities: readonly EntityId[],
): Promise<readonly { readonly entity: string; readonly record: string }[]> {
  return sql.many<{ entity: string; record: string }>(
    `select entity_id as entity, record_id as record from bailiwick.record
     where log_id = $1 and entity_id = any($2::uuid[]) order by entity_id, record_id`,
    [log, uuidArray([...entities])],
  );
}

/** The entities to which some records belong now. No index answers it: for the few that were not met otherwise. */
export async function entitiesOfRecords(
  sql: Reader,
  log: number,
  records: readonly string[],
): Promise<readonly EntityId[]> {
  const rows = await sql.many<{ entity_id: string }>(
    `select distinct entity_id from bailiwick.record where log_id = $1 and record_id = any($2::uuid[]) order by entity_id`,
    [log, uuidArray([...records])],
  );
  return rows.map((row) => entityId(row.entity_id));
}

/** An entry that says that something was erased. */
export interface ErasureEntry {
  readonly index: number;
  readonly header: Buffer;
  readonly body: Buffer | null;
}

/** The next entries of kind `erasure`: a header names its kind among its first bytes. */
export async function erasureEntriesAfter(
  sql: Reader,
  log: number,
  { after, last }: { readonly after: number; readonly last: number },
  limit: number,
): Promise<readonly ErasureEntry[]> {
  const rows = await sql.many<{ index: string; header: Buffer; body: Buffer | null }>(
    `select index, header, body from bailiwick.entry
     where log_id = $1 and index > $2 and index <= $3 and position('"erasure"'::bytea in substring(header from 1 for 24)) > 0
     order by index limit $4`,
    [log, after, last, limit],
  );
  return rows.map(({ index, header, body }) => ({ index: safeInteger(index), header, body }));
}

/** Those of some runs that are there. */
export async function runsThere(
  sql: Reader,
  log: number,
  runs: readonly string[],
): Promise<ReadonlySet<string>> {
  if (runs.length === 0) return new Set();
  const rows = await sql.many<{ run_id: string }>(
    "select run_id from bailiwick.run where log_id = $1 and run_id = any($2::uuid[]) order by run_id",
    [log, uuidArray([...runs])],
  );
  return new Set(rows.map((row) => row.run_id));
}

/** When some entities last changed, as their rows say. */
export async function updatedAt(
  sql: Reader,
  log: number,
  entities: readonly EntityId[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.many<{ entity_id: string; updated_at: string }>(
    `select entity_id, to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as updated_at
     from bailiwick.entity where log_id = $1 and entity_id = any($2::uuid[]) order by entity_id`,
    [log, uuidArray([...entities])],
  );
  return new Map(rows.map((row) => [row.entity_id, row.updated_at]));
}

/** How many rows depend on the log, to divide the work. */
export async function rowCounts(
  sql: Reader,
  log: number,
): Promise<{ readonly entities: number; readonly records: number; readonly pairs: number }> {
  const row = await sql.one<{ entities: string; records: string; pairs: string }>(
    `select (select count(*) from bailiwick.entity where log_id = $1) as entities,
            (select count(*) from bailiwick.record where log_id = $1) as records,
            (select count(*) from bailiwick.crosswalk where log_id = $1)
              + (select count(*) from bailiwick.duplicate where log_id = $1) as pairs`,
    [log],
  );
  return {
    entities: Number(row?.entities ?? 0),
    records: Number(row?.records ?? 0),
    pairs: Number(row?.pairs ?? 0),
  };
}

/** A lookup: its hash in hexadecimal digits, and the entity that it names. */
export interface LookupRead {
  readonly hash: string;
  readonly entity: string;
}

/** The lookups of some records, those that stand twice too. */
export async function lookupsOfRecords(
  sql: Reader,
  log: number,
  records: readonly string[],
): Promise<ReadonlyMap<string, readonly LookupRead[]>> {
  const rows = await sql.many<{ record_id: string; hash: string; entity_id: string }>(
    `select record_id, encode(hash, 'hex') as hash, entity_id from bailiwick.lookup
     where log_id = $1 and record_id = any($2::uuid[]) order by record_id, hash`,
    [log, uuidArray([...records])],
  );
  const found = new Map<string, LookupRead[]>();
  for (const { record_id, hash, entity_id: entity } of rows) {
    const of = found.get(record_id);
    if (of === undefined) found.set(record_id, [{ hash, entity }]);
    else of.push({ hash, entity });
  }
  return found;
}

/** The references of some entities, each as `attribute hash-in-hex target`. */
export async function referencesOf(
  sql: Reader,
  log: number,
  entities: readonly EntityId[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql.many<{ entity_id: string; reference: string }>(
    `select entity_id, attribute || ' ' || encode(wants, 'hex') || ' ' || coalesce(target_id::text, '-') as reference
     from bailiwick.reference where log_id = $1 and entity_id = any($2::uuid[]) order by entity_id, attribute, wants`,
    [log, uuidArray([...entities])],
  );
  const found = new Map<string, string[]>();
  for (const { entity_id, reference } of rows) {
    found.set(entity_id, [...(found.get(entity_id) ?? []), reference]);
  }
  return found;
}

/** What is yet to be followed: whether anything by reference, and the types that are resolved anew as a whole. */
export async function pendingFollows(
  sql: Reader,
  log: number,
): Promise<{ readonly references: boolean; readonly types: ReadonlySet<string> }> {
  const rows = await sql.many<{ kind: string; type: string | null }>(
    `select distinct kind, case when kind in ('type', 'day') then convert_from(what, 'UTF8') end as type
     from bailiwick.follow where log_id = $1 order by 1, 2`,
    [log],
  );
  return {
    references: rows.some((row) => row.type === null),
    types: new Set(rows.flatMap((row) => row.type ?? [])),
  };
}

/** Rows that name an entity which is not there, or that stand beside another entity, fact or record than they say. */
export async function strayRows(sql: Reader, log: number): Promise<readonly string[]> {
  const rows = await sql.many<{ stray: string }>(
    `select 'record ' || r.record_id as stray from bailiwick.record r
     left join bailiwick.entity e on e.log_id = r.log_id and e.entity_id = r.entity_id
     where r.log_id = $1 and (e.entity_id is null or e.state = 'merged')
     union all
     select 'merge ' || m.merged_id from bailiwick.merge m
     left join bailiwick.entity e on e.log_id = m.log_id and e.entity_id = m.merged_id
     where m.log_id = $1 and m.undone is null and e.state is distinct from 'merged'
     union all
     select 'merged entity ' || e.entity_id from bailiwick.entity e
     where e.log_id = $1 and e.state = 'merged'
       and not exists (select from bailiwick.merge m
                       where m.log_id = e.log_id and m.merged_id = e.entity_id and m.undone is null)
     union all
     select 'divergence ' || d.entity_id || ' ' || d.fact from bailiwick.divergence d
     join bailiwick.entity e on e.log_id = d.log_id and e.entity_id = d.entity_id
     join bailiwick.record r on r.log_id = d.log_id and r.record_id = d.record_id
     where d.log_id = $1 and d.closed is null
       and (e.type is distinct from d.type or r.source is distinct from d.source or r.key is distinct from d.key
            or d.attribute <> split_part(d.fact, '[', 1))
     union all
     select 'finding ' || f.entity_id || ' ' || f.rule from bailiwick.finding f
     join bailiwick.entity e on e.log_id = f.log_id and e.entity_id = f.entity_id
     where f.log_id = $1 and e.type is distinct from f.type
     order by 1 limit 10`,
    [log],
  );
  return rows.map((row) => row.stray);
}

/** Of what lookups name that is neither a record nor an entity: one. Whole sets, as no index leads to a record by its id. */
export async function strayLookup(sql: Reader, log: number): Promise<string | undefined> {
  const row = await sql.one<{ record_id: string }>(
    `select record_id from bailiwick.lookup where log_id = $1
     except select record_id from bailiwick.record where log_id = $1
     except select entity_id from bailiwick.entity where log_id = $1
     order by 1 limit 1`,
    [log],
  );
  return row?.record_id;
}
