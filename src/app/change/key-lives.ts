import type { EntityId } from "../../core/ids.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import type { Source } from "../../core/model/source.ts";
import type { EntityState, StoredRecord } from "../../store/state.ts";
import { changeEntity } from "./change-entity.ts";
import type { OpenItem } from "./draft.ts";
import { replaceLookups } from "./record-lookups.ts";
import type { Work } from "./work.ts";

/** Whether what returns under a deleted key of a source is another thing. */
export function reusesKeys(work: Work, { name, entity }: Source): boolean {
  const { authority, keysReused } = work.typeOf(entity).type.exists;
  return keysReused && authority === name;
}

/** The life in which a key is: that of its present records, or the one after its former ones. */
export function lifeAt(work: Work, source: string, key: string): number {
  const lives = work.livesAt(source, key).map(({ life, former }) => (former ? life + 1 : life));
  return Math.max(0, ...lives);
}

/**
 * The life of a key is over: its records stay with their entities, deleted, and nothing finds them by what they held, or by the
 * key. References that lead to them by it lead elsewhere from now on.
 */
export function endLife(work: Work, source: Source, key: string): void {
  const over = work.recordsAt(source.name, key);
  for (const id of new Set(over.map(({ entity }) => entity))) {
    const state = work.entity(id);
    const ended = over.filter(({ entity }) => entity === id);
    changeEntity(work, state, {
      kind: "link",
      record: null,
      source: null,
      position: null,
      incarnation: 0,
      items: ended.map(formerItem),
      before: new Map(),
      records: state.records.map((one) => (ended.some(({ id }) => id === one.id) ? former(one) : one)),
    });
    work.contested.add(id);
  }
  for (const record of over) {
    work.putRecord(former(record));
    replaceLookups(work, source, { links: new Map() }, former(record), record);
  }
}

/** Whether a record of a former life of a key stands in an entity: what was said of the key there was said of that. */
export function livedIn(
  work: Work,
  { source, key }: Pick<StoredRecord, "source" | "key">,
  entity: EntityId,
): boolean {
  return work.livesAt(source, key).some((one) => one.former && one.entity === entity);
}

const former = (record: StoredRecord): StoredRecord => ({ ...record, former: true });

const formerItem = ({ id }: EntityState["records"][number]): OpenItem => ({
  item: { op: "set", record: uuidToBase64url(id), detail: { what: "former" } },
  subject: null,
});
