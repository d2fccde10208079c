import { hash } from "node:crypto";
import type { EntityType, Model } from "../core/model/model.ts";
import { pollMs } from "../limits.ts";
import type { Database, Session } from "./db.ts";
import { collation, factText, literal, name, sortKeyOf } from "./fact-sql.ts";

/**
 * Makes the indexes and statistics of attributes declared `indexed: true`, and drops those no longer declared. Outside of any
 * transaction, because building one on a large table takes minutes; writers go on meanwhile.
 *
 * NOTE: an index over `golden` means that no update of an entity's row is heap-only any more. That is the price of the first
 * one, whatever its type; further ones cost their own upkeep only.
 */
export async function syncIndexes(database: Database, log: number, model: Model): Promise<void> {
  const wanted = new Map([...model.entities.values()].flatMap((type) => indexesOf(log, type)));
  await database.maintain(async (session) => {
    await lock(session);
    try {
      const there = await session.many<{ name: string; valid: boolean }>(indexesThere);
      for (const { name: index, valid } of there) {
        // One that is not valid is left of a build that broke off.
        if (!wanted.has(index) || !valid)
          await session.run(`drop index concurrently if exists bailiwick.${name(index)}`);
      }
      const how = (await isLarge(session)) ? "concurrently" : "";
      const standing = new Set(there.filter((one) => one.valid).map((one) => one.name));
      for (const [index, definition] of wanted) {
        if (!standing.has(index)) await session.run(`create index ${how} ${name(index)} on ${definition}`);
      }
      const isNew = await syncStatistics(session, model);
      if (isNew || wanted.size > standing.size) await session.run("analyze bailiwick.entity");
    } finally {
      await session.run("select pg_advisory_unlock($1)", [lockKey]);
    }
  });
}

const prefix = "entity_fact_";

/**
 * What the planner knows of how facts are spread, because of a partial index's own statistics it makes no use: it took any
 * filter for one row in 200. Of 100,000 entities, the first 50 of one stage in eight by their budget took 80 ms, all of that
 * stage fetched and sorted, instead of a walk along the budgets. True where some were made.
 */
async function syncStatistics(session: Session, model: Model): Promise<boolean> {
  const wanted = new Map(statisticsOf(model));
  const there = await session.many<{ name: string }>(statisticsThere);
  const standing = new Set(there.map((one) => one.name));
  for (const one of standing) {
    if (!wanted.has(one)) await session.run(`drop statistics if exists bailiwick.${name(one)}`);
  }
  const missing = [...wanted].filter(([one]) => !standing.has(one));
  for (const [one, on] of missing) {
    await session.run(`create statistics bailiwick.${name(one)} on ${on} from bailiwick.entity`);
  }
  return missing.length > 0;
}

/** By name, which tells what they are on: the types that have an attribute of one name share them. */
function statisticsOf(model: Model): [string, string][] {
  const attributes = [...model.entities.values()].flatMap((type) => [...type.attributes.values()]);
  return attributes
    .filter((attribute) => attribute.indexed)
    .flatMap((attribute) => sortKeyOf(attribute).parts(factText(attribute.name)))
    .map((part) => [`${prefix}${hash("sha256", part).slice(0, 24)}`, `type, (${part})`]);
}

const statisticsThere = `
  select stxname as name from pg_statistic_ext
  where stxnamespace = 'bailiwick'::regnamespace and starts_with(stxname, '${prefix}') order by 1`;

/** Any number that no other program on this database takes. */
const lockKey = 7_420_002;

/** Tried again and again: who waits within a statement holds a snapshot, for which the builder of an index waits in turn. */
async function lock(session: Session): Promise<void> {
  for (;;) {
    const row = await session.one<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [lockKey]);
    if (row?.got === true) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Above this, building an index takes longer than writers should wait. */
const largeBytes = 16_777_216;

/** A small table is locked for the moment that it takes; a large one is not, but then every old transaction is waited for. */
async function isLarge(session: Session): Promise<boolean> {
  const row = await session.one<{ bytes: string }>("select pg_relation_size('bailiwick.entity') as bytes");
  return Number(row?.bytes ?? 0) > largeBytes;
}

const indexesThere = `
  select c.relname as name, i.indisvalid as valid
  from pg_class c join pg_index i on i.indexrelid = c.oid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'bailiwick' and starts_with(c.relname, '${prefix}') order by c.relname`;

/** By name, which tells the definition: another type of the attribute is another index. */
function indexesOf(log: number, type: EntityType): [string, string][] {
  const indexed = [...type.attributes.values()].filter(
    (attribute) => attribute.indexed && !attribute.elements,
  );
  return indexed.map((attribute) => {
    const { parts, types } = sortKeyOf(attribute);
    const keys = parts(factText(attribute.name)).map(
      (part, at) => `(${part})${collation(types[at] ?? "text")}`,
    );
    const definition = `bailiwick.entity (log_id, ${keys.join(", ")}, entity_id)
      where type = ${literal(type.name)} and merged_into is null`;
    return [`${prefix}${hash("sha256", `${log} ${definition}`).slice(0, 24)}`, definition];
  });
}
