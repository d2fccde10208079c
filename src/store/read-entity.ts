import type { GoldenRecord } from "../core/golden/golden.ts";
import { type EntityId, entityId } from "../core/ids.ts";
import { uuidArray } from "./binary-array.ts";
import type { Reader } from "./db.ts";
import { goldenFromRow, standingOf } from "./golden-row.ts";
import { momentText } from "./moment-text.ts";
import type { EntityState } from "./state.ts";

/** An entity as its row holds it. */
export interface EntityAsRead {
  readonly id: EntityId;
  readonly type: string;
  readonly state: EntityState["state"];
  readonly mergedInto: EntityId | null;
  readonly version: number;
  readonly updatedAt: string;
  readonly golden: GoldenRecord;
}

export interface EntityReadRow {
  readonly entity_id: string;
  readonly type: string;
  readonly state: EntityState["state"];
  readonly merged_into: string | null;
  readonly version: number;
  readonly updated_at: string;
  readonly golden: unknown;
  readonly basis: unknown;
}

export const entityReadColumns = "entity_id, type, state, merged_into, version, updated_at, golden, basis";

/** Entities by their ids, each one row by primary key. An id that is not there is not in the answer. */
export async function entitiesAsRead(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, EntityReadRow>> {
  const rows = await sql.many<EntityReadRow & Record<string, unknown>>(
    { name: "entities-as-read", text: byIds(entityReadColumns) },
    [log, uuidArray(ids)],
  );
  return new Map(rows.map((row) => [entityId(row.entity_id), row]));
}

/** The type of an entity, and what it was merged into: all that is needed to know who answers to an id. */
export interface EntityGlance {
  readonly type: string;
  readonly mergedInto: EntityId | null;
}

export async function glanceAtEntities(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, EntityGlance>> {
  const rows = await sql.many<{ entity_id: string; type: string; merged_into: string | null }>(
    { name: "glance-at-entities", text: byIds("entity_id, type, merged_into") },
    [log, uuidArray(ids)],
  );
  return new Map(
    rows.map((row) => [
      entityId(row.entity_id),
      { type: row.type, mergedInto: row.merged_into === null ? null : entityId(row.merged_into) },
    ]),
  );
}

/**
 * `lateral … offset 0` leaves the planner nothing but a probe by primary key for each id, whatever it knew when it planned.
 * Asked for by a sub-select, the ids look the same to it whatever their number, so that it does not plan anew for a few.
 */
const byIds = (columns: string): string => `
  select found.* from unnest((select $2::uuid[])) as wanted (id),
    lateral (select ${columns} from bailiwick.entity where log_id = $1 and entity_id = wanted.id offset 0) as found
  order by found.entity_id`;

export function entityFromReadRow(row: EntityReadRow): EntityAsRead {
  return {
    id: entityId(row.entity_id),
    type: row.type,
    state: row.state,
    mergedInto: row.merged_into === null ? null : entityId(row.merged_into),
    version: row.version,
    updatedAt: momentText(row.updated_at),
    golden: goldenFromRow(row.golden, row.basis, standingOf(row.state)),
  };
}

/** The ids that answer with an entity, those merged into what was merged into it too. */
export async function aliasesOf(sql: Reader, log: number, id: EntityId): Promise<readonly EntityId[]> {
  const rows = await sql.many<{ merged_id: string }>(
    `with recursive merged (merged_id) as (
       select merged_id from bailiwick.merge where log_id = $1 and survivor_id = $2 and undone is null
       union
       select m.merged_id from bailiwick.merge m join merged on m.survivor_id = merged.merged_id
       where m.log_id = $1 and m.undone is null)
     select merged_id from merged order by merged_id limit 1000`,
    [log, id],
  );
  return rows.map((row) => entityId(row.merged_id));
}

/** The type of some entities, by id: what an answer calls them. */
export async function typesOf(
  sql: Reader,
  log: number,
  ids: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.many<{ entity_id: string; type: string }>(
    "select entity_id, type from bailiwick.entity where log_id = $1 and entity_id = any($2::uuid[])",
    [log, [...ids]],
  );
  return new Map(rows.map((row) => [entityId(row.entity_id), row.type]));
}
