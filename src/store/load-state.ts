import { type EntityId, entityId, type FactKey } from "../core/ids.ts";
import { uuidArray } from "./binary-array.ts";
import { byEntity } from "./by-key.ts";
import type { Reader } from "./db.ts";
import type { EntityState } from "./state.ts";
import {
  type DivergenceRow,
  divergenceFromRow,
  type EntityRow,
  entityFromRow,
  type FindingRow,
  findingFromRow,
  type OverrideRow,
  overrideFromRow,
  type RecordRow,
  recordColumns,
  recordFromRow,
} from "./state-from-row.ts";
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

/** Bytes as JSON holds them, in PostgreSQL's hex form. */
const fromHex = (text: unknown): Buffer => Buffer.from(String(text).slice(2), "hex");

/** What stands beside an entity in tables of its own: its columns, which of it, and in which order. */
const beside = {
  records: [recordColumns, "record where log_id = $1", "created, record_id"],
  divergences: [
    `entity_id, fact, record_id, source, golden, held, cause, pattern, policy, opened, since, was_in_step,
  opened_on::text, leave, until_day::text`,
    "divergence where log_id = $1 and closed is null",
    "fact, record_id",
  ],
  overrides: [
    "entity_id, fact, value, subject_id, said, since, until_day::text, calendar",
    "override where log_id = $1",
    "fact",
  ],
  findings: [
    "entity_id, rule, fact, severity, dimension, message, opened",
    "finding where log_id = $1",
    "rule, fact",
  ],
} as const;
type Beside = keyof typeof beside;

const entityColumns =
  "entity_id, type, state, merged_into, version, created, last_index, golden, basis, hub, agreed, waiting, waivers, due_at";
const entitiesSql = byEntity(entityColumns, "entity where log_id = $1", "entity_id");
const recordsSql = byEntity(...beside.records);
const divergencesSql = byEntity(...beside.divergences);
const overridesSql = byEntity(...beside.overrides);
const findingsSql = byEntity(...beside.findings);

// NOTE: from the end of the index, and only as far as the first that is found: while a transaction is open elsewhere each version of
// a row stays, and the newest mostly stands last. With 85 to an entity 13 of them took 390 µs instead of 640, with one no longer than
// before. `entity_id = wanted.id` would be walked from the front.
const fewEntitiesSql = {
  name: "few-entities",
  text: `
  select e.*,
  ${Object.entries(beside)
    .map(
      ([name, [columns, from, order]]) => `
  (select json_agg(found) from
    (select ${columns} from bailiwick.${from} and entity_id = e.entity_id order by ${order} offset 0) as found) as ${name}`,
    )
    .join(",")}
  from unnest((select $2::uuid[])) as wanted (id),
    lateral (select ${entityColumns} from bailiwick.entity where log_id = $1 and entity_id >= wanted.id and entity_id <= wanted.id
             order by entity_id desc limit 1) as e order by e.entity_id`,
};

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
