import { waiverKey } from "../core/divergence/waiver.ts";
import { type EntityId, entityId, type FactKey, logIndex, recordId } from "../core/ids.ts";
import { jsonArray, uuidArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";
import type { StoredWaiver } from "./state.ts";

/** The waivers of an entity are one document of its row: `[fact, record, until, since, subject, who and why in base64, decision]`. */
type WaiverRow = readonly [string, string, string, number, string, string, string | null];
type Waivers = ReadonlyMap<string, StoredWaiver>;

/** Writes the waivers of some entities as they now stand. */
export function writeWaivers(
  log: number,
  changed: readonly { readonly id: EntityId; readonly waivers: Waivers }[],
): Effect {
  return (tx, { place }) => {
    if (changed.length === 0) return [];
    const documents = changed.map(({ waivers }) =>
      waivers.size === 0 ? null : JSON.stringify([...waivers.values()].map((one) => rowOf(one, place))),
    );
    const written = tx.run(
      `update bailiwick.entity as e set waivers = now.waivers
       from unnest($2::uuid[], $3::json[]) as now (entity_id, waivers)
       where e.log_id = $1 and e.entity_id = now.entity_id`,
      [log, uuidArray(changed.map((one) => one.id)), jsonArray(documents)],
    );
    return [written];
  };
}

const rowOf = (
  { fact, record, until, since, subject, said, decision }: StoredWaiver,
  place: (index: number) => number,
): WaiverRow => [fact, record, until, place(since), subject, said.toString("base64"), decision];

/** The waivers from their document, as the driver parsed it. */
export function waiversFromRow(document: unknown): Waivers {
  if (document === null) return none;
  const waivers = (document as readonly WaiverRow[]).map(waiverFromRow);
  return new Map(waivers.map((one) => [waiverKey(one.fact, one.record), one]));
}

const none: Waivers = new Map();

const waiverFromRow = ([fact, record, until, since, subject, said, decision]: WaiverRow): StoredWaiver => ({
  fact: fact as FactKey,
  record: recordId(record),
  until,
  since: logIndex(since),
  subject,
  said: Buffer.from(said, "base64"),
  decision,
});

/** The waivers that stand on some entities. */
export async function waiversStanding(
  sql: Reader,
  log: number,
  entities: readonly EntityId[],
): Promise<readonly { readonly entity: EntityId; readonly waiver: StoredWaiver }[]> {
  if (entities.length === 0) return [];
  const rows = await sql.many<{ entity_id: string; waivers: unknown }>(
    `select e.entity_id, e.waivers from unnest($2::uuid[]) as wanted (id),
       lateral (select entity_id, waivers from bailiwick.entity
                where log_id = $1 and entity_id = wanted.id and waivers is not null offset 0) as e order by e.entity_id`,
    [log, uuidArray(entities)],
  );
  return rows.flatMap((row) =>
    [...waiversFromRow(row.waivers).values()].map((waiver) => ({ entity: entityId(row.entity_id), waiver })),
  );
}

/** One waiver, with the copy that it lets differ. */
export interface WaiverRead {
  readonly entity: EntityId;
  readonly type: string;
  readonly version: number;
  /** Its place among those of the entity, from 1. */
  readonly ordinal: number;
  readonly waiver: StoredWaiver;
  readonly source: string;
  readonly key: string;
  /** Whether the copy differs now, and what it holds then. */
  readonly differs: boolean;
  readonly golden: string | null;
  readonly held: string | null;
}

/** Those asked for: of some types (`null` is all), of a type, in a source, by a decision on a group. */
export interface WaiverQuestion {
  readonly types: readonly string[] | null;
  readonly type: string | null;
  readonly source: string | null;
  readonly decision: string | null;
}

/** The waivers that a question asks for, in the order of the entities' ids. */
export async function waiversAfter(
  sql: Reader,
  log: number,
  { types, type, source, decision }: WaiverQuestion,
  after: { readonly entity: string; readonly ordinal: number } | null,
  limit: number,
): Promise<readonly WaiverRead[]> {
  const rows = await sql.many<{
    entity_id: string;
    type: string;
    version: number;
    ordinal: string;
    waiver: WaiverRow;
    source: string;
    key: string;
    differs: boolean;
    golden: string | null;
    held: string | null;
  }>(waiversSql, [log, types, after?.entity ?? null, after?.ordinal ?? 0, limit, type, source, decision]);
  return rows.map(({ entity_id: entity, ordinal, waiver, ...rest }) => ({
    ...rest,
    entity: entityId(entity),
    ordinal: Number(ordinal),
    waiver: waiverFromRow(waiver),
  }));
}

const waiversSql = `
  select e.entity_id, e.type, e.version, w.ordinal, w.waiver, r.source, r.key, d.opened is not null as differs, d.golden, d.held
  from bailiwick.entity e
    cross join lateral json_array_elements(e.waivers) with ordinality as w (waiver, ordinal)
    join bailiwick.record r on r.log_id = e.log_id and r.entity_id = e.entity_id and r.record_id = (w.waiver ->> 1)::uuid
    left join bailiwick.divergence d on d.log_id = e.log_id and d.entity_id = e.entity_id and d.fact = w.waiver ->> 0
      and d.record_id = r.record_id and d.closed is null
  where e.log_id = $1 and e.waivers is not null and ($2::text[] is null or e.type = any($2))
    and ($6::text is null or e.type = $6) and ($7::text is null or r.source = $7)
    and ($8::text is null or w.waiver ->> 6 = $8)
    and ($3::uuid is null or (e.entity_id, w.ordinal) > ($3, $4::int8))
  order by e.entity_id, w.ordinal limit $5`;

/** A page of the entities on which leave still stands by a decision on a group, in the order of their ids. */
export async function entitiesWaivedBy(
  sql: Reader,
  log: number,
  { id, after }: { readonly id: string; readonly after: EntityId | null },
  limit: number,
): Promise<readonly EntityId[]> {
  const rows = await sql.many<{ entity_id: string }>(
    `select entity_id from bailiwick.entity
     where log_id = $1 and waivers is not null and ($3::uuid is null or entity_id > $3)
       and exists (select 1 from json_array_elements(waivers) as w (waiver) where w.waiver ->> 6 = $2)
     order by entity_id limit $4`,
    [log, id, after, limit],
  );
  return rows.map((row) => entityId(row.entity_id));
}
