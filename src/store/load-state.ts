import type { Divergence, Leave } from "../core/divergence/divergence.ts";
import type { Claim, GoldenFact } from "../core/golden/golden.ts";
import { sliceName, validity } from "../core/golden/validity.ts";
import { type EntityId, entityId, type FactKey, logIndex, recordId } from "../core/ids.ts";
import { approvalsFromRow } from "./approvals.ts";
import { textArray, uuidArray } from "./binary-array.ts";
import type { Reader } from "./db.ts";
import { goldenFromRow, standingOf } from "./golden-row.ts";
import { claimsFromRow, positionFromRow } from "./record-row.ts";
import { safeInteger } from "./safe-integer.ts";
import type { EntityState, Finding, HeldFact, LinkedBy, StoredOverride, StoredRecord } from "./state.ts";
import { waiversFromRow } from "./waivers.ts";
import { anything, type WhatThereIs } from "./what-there-is.ts";

/** Entities with all their records, overrides, open divergences and findings. An id that is not there is not in the answer. */
export async function entityStates(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
  thereIs: WhatThereIs = anything,
): Promise<Map<EntityId, EntityState>> {
  const states = new Map<EntityId, EntityState>();
  if (ids.length === 0) return states;
  const wanted = [log, uuidArray(ids)];
  const [entities, records, divergences, overrides, findings] = await Promise.all([
    sql.many<EntityRow>(entitiesSql, wanted),
    sql.many<RecordRow>(recordsSql, wanted).then(groupBy),
    thereIs.divergences ? sql.many<DivergenceRow>(divergencesSql, wanted).then(groupBy) : noRows,
    thereIs.overrides ? sql.many<OverrideRow>(overridesSql, wanted).then(groupBy) : noRows,
    thereIs.findings ? sql.many<FindingRow>(findingsSql, wanted).then(groupBy) : noRows,
  ]);
  for (const row of entities) {
    const id = row.entity_id;
    states.set(entityId(id), {
      ...entityFromRow(row),
      records: (records.get(id) ?? []).map(recordFromRow),
      divergences: (divergences.get(id) ?? []).map(divergenceFromRow),
      overrides: new Map((overrides.get(id) ?? []).map((one) => [one.fact as FactKey, overrideFromRow(one)])),
      findings: (findings.get(id) ?? []).map(findingFromRow),
    });
  }
  return states;
}

/**
 * A few entities with the same, in one statement: for questions and small writes, where each statement costs as much as its
 * answer. Many entities are read by `entityStates`, whose rows need no detour over JSON.
 */
export async function fewEntityStates(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
): Promise<Map<EntityId, EntityState>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.many<EntityRow & Record<Beside, readonly never[] | null>>(fewEntitiesSql, [
    log,
    uuidArray(ids),
  ]);
  return new Map(rows.map((row) => [entityId(row.entity_id), stateFromRow(row)]));
}

function stateFromRow(row: EntityRow & Record<Beside, readonly never[] | null>): EntityState {
  const records: readonly RecordRow[] = row.records ?? [];
  return {
    ...entityFromRow(row),
    records: records.map((one) => recordFromRow({ ...one, digest: fromHex(one.digest) })),
    divergences: (row.divergences ?? []).map(divergenceFromRow),
    overrides: new Map(
      (row.overrides ?? []).map((one: OverrideRow) => [
        one.fact as FactKey,
        overrideFromRow({ ...one, said: fromHex(one.said) }),
      ]),
    ),
    findings: (row.findings ?? []).map(findingFromRow),
  };
}

type Beside = "records" | "divergences" | "overrides" | "findings";

/** Bytes as JSON holds them, in PostgreSQL's hex form. */
const fromHex = (text: unknown): Buffer => Buffer.from(String(text).slice(2), "hex");

/** The golden facts alone of some entities: what references lead to. */
export async function goldenOf(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
): Promise<Map<EntityId, ReadonlyMap<FactKey, GoldenFact>>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.many<EntityRow>(entitiesSql, [log, uuidArray(ids)]);
  return new Map(
    rows.map((row) => [entityId(row.entity_id), goldenFromRow(row.golden, row.basis, "active").facts]),
  );
}

/**
 * The golden facts of some entities and of all that is above them by some references, each of which is the id of an entity
 * or null. A circle, which can stand for a moment, is gone round once.
 *
 * Rejected: a question for each level. A write below a chain of 3,000 held the log for 7 s, and the follow-up of such a load
 * took 144 s.
 */
export async function goldenAbove(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
  facts: readonly FactKey[],
): Promise<Map<EntityId, ReadonlyMap<FactKey, GoldenFact>>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.many<EntityRow>(goldenAboveSql, [log, uuidArray(ids), textArray(facts)]);
  return new Map(
    rows.map((row) => [entityId(row.entity_id), goldenFromRow(row.golden, row.basis, "active").facts]),
  );
}

/** Whether any of some entities is the parent, by one of some references, of one that is not among them. */
export async function hasChildrenBeside(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
  facts: readonly FactKey[],
): Promise<boolean> {
  const row = await sql.one<{ has: boolean }>(childrenBesideSql, [log, uuidArray(ids), textArray(facts)]);
  return row?.has === true;
}

/** The records of one source under some keys, all slices of each, and those of former lives; the present one last. */
export async function recordsByKey(
  sql: Reader,
  log: number,
  source: string,
  keys: readonly string[],
): Promise<readonly StoredRecord[]> {
  if (keys.length === 0) return [];
  const rows = await sql.many<RecordRow>(recordsByKeySql, [log, source, textArray(keys)]);
  return rows.map(recordFromRow);
}

/** What a reload needs of a record to see that nothing changed. */
export interface RecordGlance {
  readonly entity: EntityId;
  readonly digest: Buffer;
  readonly deleted: boolean;
  readonly incarnation: number;
  readonly position: string;
  readonly key: string;
  readonly order: string | null;
}

/**
 * Digest, entity and position of the records of one source under some keys, without their claims, by `sliceName`. Of a
 * slice with several lives it is the last.
 */
export async function glanceAtRecords(
  sql: Reader,
  log: number,
  source: string,
  keys: readonly string[],
): Promise<Map<string, RecordGlance>> {
  const rows = await sql.many<{
    key: string;
    entity_id: string;
    digest: Buffer;
    deleted: boolean;
    incarnation: number;
    position: string;
    valid_from: string;
    order: string | null;
  }>(glanceSql, [log, source, textArray(keys)]);
  return new Map(
    rows.map((row) => [sliceName(row.key, row.valid_from), { ...row, entity: entityId(row.entity_id) }]),
  );
}

/**
 * Everything is asked by key, each key in a probe of its own: `lateral … offset 0` leaves the planner no other way.
 * Measured while loading 100,000 records: `= any(…)` read whole tables, or whole indexes by their log alone, while their
 * statistics were from before they had been filled (11 ms instead of 1 for the lookups of 185 records). Prepared statements
 * are worse: a plan that was made while a table was empty stays (130 ms for the divergences of 200 entities).
 */
const byEntity = (columns: string, from: string, order: string): string => `
  select found.* from unnest($2::uuid[]) as wanted (id),
    lateral (select ${columns} from bailiwick.${from} and entity_id = wanted.id offset 0) as found order by ${order}`;
const recordColumns = `record_id, source, key, life, former, valid_from, valid_to, valid_order, entity_id, linked_by, deleted, incarnation, position, created, last_index,
  digest, claims, since, raw, held, links`;
const divergenceColumns = `entity_id, fact, record_id, source, golden, held, cause, pattern, policy, opened, since, was_in_step,
  opened_on::text, leave, until_day::text`;
const beside = (name: Beside, columns: string, from: string, order: string): string => `
  (select json_agg(found) from
    (select ${columns} from bailiwick.${from} and entity_id = e.entity_id order by ${order} offset 0) as found) as ${name}`;
const entityColumns =
  "entity_id, type, state, merged_into, version, created, last_index, golden, basis, hub, agreed, waiting, waivers, due_at";
const entitiesSql = byEntity(entityColumns, "entity where log_id = $1", "entity_id");
/** `offset 0` keeps the planner from joining each level by reading the whole table. */
const goldenAboveSql = {
  name: "golden-above",
  text: `with recursive up (id) as (
      select unnest($2::uuid[])
      union
      select parent.id from up cross join lateral (
        select (e.golden ->> fact)::uuid as id from bailiwick.entity e cross join unnest($3::text[]) as fact
        where e.log_id = $1 and e.entity_id = up.id and e.golden ->> fact ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        offset 0) as parent)
    select e.* from up cross join lateral (
      select entity_id, golden, basis from bailiwick.entity where log_id = $1 and entity_id = up.id offset 0) as e
    order by e.entity_id`,
};
/** `offset 0`, as above. */
const childrenBesideSql = `
  select exists (select from unnest($2::uuid[]) as wanted (id) cross join lateral (
    select r.entity_id, r.attribute from bailiwick.reference r
    where r.log_id = $1 and r.target_id = wanted.id and r.attribute = any($3::text[]) and r.entity_id <> all($2::uuid[])
    offset 0) as stating cross join lateral (
    select e.golden ->> stating.attribute as parent from bailiwick.entity e
    where e.log_id = $1 and e.entity_id = stating.entity_id offset 0) as child
  where child.parent = wanted.id::text) as has`;
const recordsSql = byEntity(recordColumns, "record where log_id = $1", "created, record_id");
const divergencesSql = byEntity(
  divergenceColumns,
  "divergence where log_id = $1 and closed is null",
  "fact, record_id",
);
const overridesSql = byEntity(
  "entity_id, fact, value, subject_id, said, since, until_day::text",
  "override where log_id = $1",
  "fact",
);
const findingsSql = byEntity(
  "entity_id, rule, fact, severity, dimension, message, opened",
  "finding where log_id = $1",
  "rule, fact",
);
const byKey = (columns: string): string => `
  select found.* from unnest($3::text[]) as wanted (key),
    lateral (select ${columns} from bailiwick.record
             where log_id = $1 and source = $2 and key = wanted.key offset 0) as found order by key, life, valid_from`;
const recordsByKeySql = byKey(recordColumns);
const glanceSql = byKey(
  'key, valid_from, valid_order as "order", life, entity_id, digest, deleted, incarnation, position',
);

const fewEntitiesSql = {
  name: "few-entities",
  text: `
  select e.*,
  ${[
    beside("records", recordColumns, "record where log_id = $1", "created, record_id"),
    beside(
      "divergences",
      divergenceColumns,
      "divergence where log_id = $1 and closed is null",
      "fact, record_id",
    ),
    beside(
      "overrides",
      "entity_id, fact, value, subject_id, said, since, until_day::text",
      "override where log_id = $1",
      "fact",
    ),
    beside(
      "findings",
      "entity_id, rule, fact, severity, dimension, message, opened",
      "finding where log_id = $1",
      "rule, fact",
    ),
  ].join(",")}
  from unnest((select $2::uuid[])) as wanted (id),
    lateral (select ${entityColumns} from bailiwick.entity where log_id = $1 and entity_id = wanted.id offset 0) as e order by e.entity_id`,
};

interface EntityRow {
  entity_id: string;
  type: string;
  state: EntityState["state"];
  merged_into: string | null;
  version: number;
  created: string;
  last_index: string;
  golden: unknown;
  basis: unknown;
  hub: Record<string, [string | null, number]> | null;
  agreed: unknown;
  waiting: unknown;
  waivers: unknown;
  due_at: string | null;
}
interface RecordRow {
  record_id: string;
  source: string;
  key: string;
  valid_from: string;
  valid_to: string | null;
  valid_order: string | null;
  life: number;
  former: boolean;
  entity_id: string;
  linked_by: LinkedBy;
  deleted: boolean;
  incarnation: number;
  position: string;
  created: string;
  last_index: string;
  digest: Buffer;
  claims: unknown;
  since: unknown;
  raw: Record<string, string> | null;
  held: Record<string, HeldFact> | null;
  links: Record<string, string> | null;
}
interface DivergenceRow
  extends Pick<Divergence, "source" | "golden" | "held" | "cause" | "pattern" | "policy"> {
  entity_id: string;
  fact: string;
  record_id: string;
  opened: string;
  since: string;
  was_in_step: boolean;
  opened_on: string;
  leave: Leave["kind"] | null;
  until_day: string | null;
}
interface OverrideRow {
  entity_id: string;
  fact: string;
  value: string | null;
  subject_id: string;
  said: Buffer;
  since: string;
  until_day: string | null;
}
interface FindingRow extends Omit<Finding, "opened"> {
  entity_id: string;
  opened: string;
}

type EntityAlone = Omit<EntityState, "records" | "divergences" | "overrides" | "findings">;

function entityFromRow(row: EntityRow): EntityAlone {
  return {
    id: entityId(row.entity_id),
    type: row.type,
    state: row.state,
    mergedInto: row.merged_into === null ? null : entityId(row.merged_into),
    version: row.version,
    created: logIndex(safeInteger(row.created)),
    lastIndex: logIndex(safeInteger(row.last_index)),
    golden: goldenFromRow(row.golden, row.basis, standingOf(row.state)),
    hub: hubFromRow(row.hub),
    approvals: approvalsFromRow(row.agreed, row.waiting),
    waivers: waiversFromRow(row.waivers),
    due: row.due_at,
  };
}

/** Facts entered here are claims of the source `hub`, ordered by the log itself. */
export function hubFromRow(hub: Record<string, [string | null, number]> | null): Map<FactKey, Claim> {
  const claims = new Map<FactKey, Claim>();
  for (const [fact, [value, index]] of Object.entries(hub ?? {})) {
    claims.set(fact as FactKey, {
      value,
      since: logIndex(index),
      position: { incarnation: 1, kind: "api", at: String(index).padStart(16, "0") },
      ownWrite: false,
    });
  }
  return claims;
}

function recordFromRow(row: RecordRow): StoredRecord {
  const created = logIndex(safeInteger(row.created));
  const position = positionFromRow(row.position, row.incarnation);
  return {
    id: recordId(row.record_id),
    source: row.source,
    key: row.key,
    life: row.life,
    former: row.former,
    valid: validity(row.valid_from, row.valid_to),
    order: row.valid_order,
    entity: entityId(row.entity_id),
    linkedBy: row.linked_by,
    deleted: row.deleted,
    position,
    created,
    lastIndex: logIndex(safeInteger(row.last_index)),
    digest: row.digest,
    claims: claimsFromRow(row.claims, row.since, { created, position }),
    raw: row.raw,
    held: row.held,
    links: row.links,
  };
}

const divergenceFromRow = (row: DivergenceRow): Divergence => ({
  fact: row.fact as FactKey,
  record: recordId(row.record_id),
  source: row.source,
  golden: row.golden,
  held: row.held,
  cause: row.cause,
  pattern: row.pattern,
  policy: row.policy,
  opened: logIndex(safeInteger(row.opened)),
  since: logIndex(safeInteger(row.since)),
  wasInStep: row.was_in_step,
  openedOn: row.opened_on,
  leave: row.leave === null || row.until_day === null ? null : { kind: row.leave, until: row.until_day },
});

const overrideFromRow = (row: OverrideRow): StoredOverride => ({
  fact: row.fact as FactKey,
  value: row.value,
  subject: row.subject_id,
  said: row.said,
  since: logIndex(safeInteger(row.since)),
  until: row.until_day === null ? { change: "authority-changes" } : { day: row.until_day },
});

const findingFromRow = (row: FindingRow): Finding => ({
  rule: row.rule,
  fact: row.fact,
  severity: row.severity,
  dimension: row.dimension,
  message: row.message,
  opened: logIndex(safeInteger(row.opened)),
});

const noRows: ReadonlyMap<string, never[]> = new Map();

function groupBy<Row extends { entity_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.entity_id);
    if (group === undefined) groups.set(row.entity_id, [row]);
    else group.push(row);
  }
  return groups;
}
