import { entityId } from "../../core/ids.ts";
import type { Reader } from "../../store/db.ts";
import { entityNames, tokenNames } from "../../store/read-names.ts";
import { uuidText } from "./cursor.ts";
import type { Sight } from "./sight.ts";
import { masked, type Shown } from "./viewer.ts";

/** What ids are called where people read of them. */
export interface Called {
  /** Who acted, by the name of his token; the product itself, and a token that is not known, by their id. */
  actor(sight: Sight, id: string): Shown;
  /** An entity as `crm:4711`, by one of its records; by its id where it has none, or its key may not be seen. */
  entity(sight: Sight, id: string): string;
}

const uuidsIn = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Words of ours in which entities stand by their ids, with what they are called in place of the ids. */
export async function withNames(sql: Reader, log: number, sight: Sight, words: string): Promise<string> {
  const ids = words.match(uuidsIn);
  if (ids === null) return words;
  const called = await calledIn(sql, log, { actors: [], entities: ids });
  return words.replace(uuidsIn, (id) => called.entity(sight, id));
}

/** Asks for the names of all that some answer speaks of at once. */
export async function calledIn(
  sql: Reader,
  log: number,
  { actors, entities }: { readonly actors: Iterable<string>; readonly entities: Iterable<string> },
): Promise<Called> {
  const tokens = await tokenNames(
    sql,
    log,
    [...new Set(actors)].filter((id) => uuidText.test(id)),
  );
  const ids = [...new Set(entities)].filter((id) => uuidText.test(id)).map((id) => entityId(id));
  const records = await entityNames(sql, log, ids);
  return {
    actor: (sight, id) => {
      const name = tokens.get(id);
      if (name === undefined) return id;
      return sight.clear ? name : masked;
    },
    entity: (sight, id) => {
      const record = records.get(id);
      const key = record === undefined ? null : sight.key(record.source, record.key);
      return typeof key === "string" ? `${record?.source}:${key}` : id;
    },
  };
}
