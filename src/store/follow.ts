import type { EntityId } from "../core/ids.ts";
import { byteaArray, int8Array, textArray, uuidArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { Reader, Tx } from "./db.ts";

/** Remembers that those that refer to these entities are to be resolved anew; entities that nobody refers to are left out. */
export function followTargets(log: number, targets: readonly EntityId[]): Effect {
  return (tx, { next }) => {
    if (targets.length === 0) return [];
    const remembered = tx.run(
      `insert into bailiwick.follow (log_id, kind, what, index)
       select $1::int2, 'target', uuid_send(id), $3::int8 from unnest($2::uuid[]) as id
       where exists (select from bailiwick.reference r where r.log_id = $1 and r.target_id = id)
       order by id
       on conflict (log_id, kind, what) do update set index = excluded.index, after = null`,
      [log, uuidArray(targets), next],
    );
    return [remembered];
  };
}

/**
 * Remembers that parents which are not believed, because they would have closed a circle, are to be looked at again: by what
 * refers to them, the entities in question are among it.
 */
export function followCircles(log: number, rule: string, facts: readonly string[]): Effect {
  return (tx, { next }) => {
    if (facts.length === 0) return [];
    const remembered = tx.run(
      `insert into bailiwick.follow (log_id, kind, what, index)
       select $1::int2, 'target', uuid_send(target_id), $4::int8 from (
         select distinct r.target_id from bailiwick.finding f
         join bailiwick.reference r on r.log_id = f.log_id and r.entity_id = f.entity_id and r.attribute = f.fact
         where f.log_id = $1 and f.rule = $2 and f.fact = any($3) and r.target_id is not null) as parents
       order by target_id
       on conflict (log_id, kind, what) do update set index = excluded.index, after = null`,
      [log, rule, textArray(facts), next],
    );
    return [remembered];
  };
}

/** Remembers that those that wait for one of these hashes are to be resolved anew. */
export function followWants(log: number, hashes: readonly Buffer[]): Effect {
  return (tx, { next }) => {
    if (hashes.length === 0) return [];
    const remembered = tx.run(
      `insert into bailiwick.follow (log_id, kind, what, index)
       select $1::int2, 'wants', hash, $3::int8 from (select distinct hash from unnest($2::bytea[]) as hash) as arrived
       where exists (select from bailiwick.reference r where r.log_id = $1 and r.wants = hash and r.target_id is null)
       order by hash
       on conflict (log_id, kind, what) do update set index = excluded.index, after = null`,
      [log, byteaArray(hashes), next],
    );
    return [remembered];
  };
}

/**
 * Remembers that all entities of a type are to be resolved anew, as when the model changed (`type`), or that their records
 * are to be matched anew (`match`), which looks at what was resolved anew and so comes behind it.
 */
export async function followType(
  sql: Tx,
  log: number,
  { kind, type, index }: { readonly kind: "type" | "match"; readonly type: string; readonly index: number },
): Promise<void> {
  await sql.run(
    `insert into bailiwick.follow (log_id, kind, what, index) values ($1, $2, convert_to($3, 'UTF8'), $4)
     on conflict (log_id, kind, what) do update set index = excluded.index, after = null`,
    [log, kind, type, index],
  );
}

/** Remembers that all entities of some types are to be resolved anew, because a day began. */
export function followDay(log: number, types: readonly string[]): Effect {
  return (tx, { next }) => [
    tx.run(
      `insert into bailiwick.follow (log_id, kind, what, index)
       select $1::int2, 'day', convert_to(type, 'UTF8'), $3::int8 from unnest($2::text[]) as type order by type
       on conflict (log_id, kind, what) do update set index = excluded.index, after = null`,
      [log, textArray(types), next],
    ),
  ];
}

/** One thing to follow. */
export interface FollowItem {
  readonly kind: "target" | "wants" | "type" | "match" | "day";
  readonly what: Buffer;
  readonly index: string;
}

/** The next entities to resolve anew, and what is followed with them. */
export interface FollowPage {
  readonly entities: readonly EntityId[];
  /** Followed to their end with this page. */
  readonly ended: readonly FollowItem[];
  /** Followed as far as the last entity of this page: there are more. */
  readonly goesOn: FollowItem | null;
}

/**
 * The next page to follow, oldest first; `null` where there is none. Things that concern few entities share a page; one that
 * concerns more than a page is followed page by page, in the order of ids.
 */
export async function nextToFollow(sql: Reader, log: number, pageMax: number): Promise<FollowPage | null> {
  const items = await sql.many<FollowItem & { after: string | null } & Record<string, unknown>>(
    "select kind, what, index, after from bailiwick.follow where log_id = $1 order by index, kind, what limit $2",
    [log, pageMax],
  );
  const [first] = items;
  if (first === undefined) return null;
  const entities = new Set<EntityId>();
  const ended: FollowItem[] = [];
  for (const item of items) {
    // Matching looks at what is committed: it shares its page with nothing.
    if (ended.some((one) => one.kind === "match") || (item.kind === "match" && ended.length > 0)) break;
    // What a day brings is told as that, and shares no page with anything else.
    if ((item.kind === "day") !== (first.kind === "day")) break;
    const room = pageMax - entities.size;
    const found = await entitiesOf(sql, log, item, room + 1);
    if (found.length <= room) {
      for (const one of found) entities.add(one);
      ended.push(item);
    } else if (ended.length === 0) {
      return { entities: found.slice(0, pageMax), ended: [], goesOn: item };
    } else break;
  }
  return { entities: [...entities], ended, goesOn: null };
}

async function entitiesOf(
  sql: Reader,
  log: number,
  item: FollowItem & { readonly after: string | null },
  limit: number,
): Promise<EntityId[]> {
  const rows = await sql.many<{ entity_id: EntityId }>(
    { name: `follow-${item.kind}`, text: pageSql[item.kind] },
    [log, item.what, item.after, limit],
  );
  return rows.map((one) => one.entity_id);
}

const ofType = `
  select entity_id from bailiwick.entity
  where log_id = $1 and type = convert_from($2, 'UTF8') and merged_into is null and ($3::uuid is null or entity_id > $3)
  order by entity_id limit $4`;

const pageSql = {
  target: `select distinct entity_id from bailiwick.reference
           where log_id = $1 and target_id = encode($2, 'hex')::uuid and ($3::uuid is null or entity_id > $3) order by entity_id limit $4`,
  wants: `select distinct entity_id from bailiwick.reference
          where log_id = $1 and wants = $2 and target_id is null and ($3::uuid is null or entity_id > $3) order by entity_id limit $4`,
  type: ofType,
  match: ofType,
  day: ofType,
} as const;

/** Marks a page as followed: forgets what ended, unless it came anew meanwhile, and moves on behind the rest. */
export function followed(log: number, page: FollowPage): Effect {
  return async (tx) => {
    if (page.ended.length > 0) {
      await tx.run(
        `delete from bailiwick.follow f using unnest($2::text[], $3::bytea[], $4::int8[]) as done (kind, what, index)
         where f.log_id = $1 and f.kind = done.kind and f.what = done.what and f.index = done.index`,
        [
          log,
          textArray(page.ended.map((one) => one.kind)),
          byteaArray(page.ended.map((one) => one.what)),
          int8Array(page.ended.map((one) => Number(one.index))),
        ],
      );
    }
    if (page.goesOn === null) return;
    const { kind, what, index } = page.goesOn;
    await tx.run(
      "update bailiwick.follow set after = $5 where log_id = $1 and kind = $2 and what = $3 and index = $4",
      [log, kind, what, index, page.entities.at(-1)],
    );
  };
}
