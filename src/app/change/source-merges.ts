import { mergedIntoKey } from "../../core/golden/merged-away.ts";
import { beginOf } from "../../core/golden/validity.ts";
import type { EntityId } from "../../core/ids.ts";
import type { Source } from "../../core/model/source.ts";
import { provisionalFrom } from "../../store/commit.ts";
import type { Reader } from "../../store/db.ts";
import { type StandingMerge, sourceMergesBelow } from "../../store/load-duplicates.ts";
import type { StoredRecord } from "../../store/state.ts";
import { livedIn } from "./key-lives.ts";
import { mergeEntities, survivorOf } from "./merge.ts";
import type { Observed } from "./observed.ts";
import { keyHash } from "./record-lookups.ts";
import { answering, splitEntity } from "./split.ts";
import { pairName, type Work } from "./work.ts";

/**
 * Loads the merges that sources stated around the records that no longer say so, with the ids that they took: gives the ids
 * that are to be loaded.
 */
export async function loadWithdrawn(
  sql: Reader,
  work: Work,
  observed: readonly Observed[],
): Promise<readonly EntityId[]> {
  const withdrawing = observed.flatMap(({ source, observation }) => {
    // Of a dated record each slice states its own.
    const slices = work.recordsAt(source.name, observation.key);
    const stored = slices.find((one) => beginOf(one) === beginOf(observation));
    const before = stored?.links?.[source.name];
    const moved = before !== undefined && before !== observation.links.get(source.name);
    return stored !== undefined && moved && statesMerges(work, source) ? [stored.entity] : [];
  });
  const merges = await sourceMergesBelow(sql, work.cause.log, [...new Set(withdrawing)]);
  const known = new Set(work.standing.map((one) => one.index));
  work.standing.push(...merges.filter((one) => !known.has(one.index)));
  return merges.flatMap((one) => [one.merged, one.survivor]);
}

/** Does what the authority of existence says of its records: one that it merged into another is one entity with it, at once. */
export function followSourceMerges(
  work: Work,
  source: Source,
  record: StoredRecord,
  stored: StoredRecord | null,
): void {
  if (!statesMerges(work, source)) return;
  const before = stored && mergedIntoKey(work.typeOf(source.entity).type.exists, stored);
  if (before !== null && before !== record.links?.[source.name]) withdraw(work, source, record, before);
  mergeAround(work, source, record);
}

const statesMerges = (work: Work, { name, entity }: Source): boolean => {
  const { authority, mergedInto } = work.typeOf(entity).type.exists;
  return mergedInto !== null && authority === name;
};

/** Merges the entity of a record with that of the one that it names, and with those of the records that name it. */
function mergeAround(work: Work, source: Source, record: StoredRecord): void {
  const named = record.links?.[source.name];
  const others = [
    ...(named === undefined ? [] : work.recordsAt(source.name, named).slice(0, 1)),
    ...(record.former ? [] : naming(work, source, record.key)),
  ];
  for (const other of others) {
    const there = work.now(other);
    const here = work.now(record);
    if (there.entity === here.entity) continue;
    // What was said of a key in its former life was said of the thing that bore it then.
    if (livedIn(work, other, here.entity) || livedIn(work, record, there.entity)) continue;
    // A person's decision outranks what a source says.
    if (work.different.has(pairName(there.entity, here.entity))) continue;
    const [survivor, merged] = survivorOf(work.entity(there.entity), work.entity(here.entity));
    mergeEntities(work, { survivor: survivor.id, merged: merged.id, why: "source" });
  }
}

/** The records of a source that say they were merged into one of it. */
function naming(work: Work, { name }: Source, key: string): readonly StoredRecord[] {
  const rows = work.lookups.get(keyHash(work.keys, "names", name, key).toString("latin1")) ?? [];
  return rows
    .flatMap((row) => work.entities.get(row.entity)?.records.find((one) => one.id === row.record) ?? [])
    .filter((one) => one.source === name && one.links?.[name] === key);
}

/**
 * A source no longer says that a record was merged into another. Unless other statements still tie the two, every merge that
 * it stated of this entity is undone, the latest first, and what it still states is done again: so the records part just as
 * if it had never said so.
 */
function withdraw(work: Work, source: Source, record: StoredRecord, before: string): void {
  const { entity } = work.now(record);
  const siblings = work.entity(entity).records.filter((one) => one.source === source.name);
  const other = siblings.find(({ key }) => key === before);
  if (other === undefined || isTied(siblings, source.name, record, other)) return;
  for (const merge of statedOf(work, entity)) splitEntity(work, merge, answering(work, merge.survivor), null);
  const byAge = (a: StoredRecord, b: StoredRecord) => a.created - b.created || (a.id < b.id ? -1 : 1);
  for (const one of siblings.toSorted(byAge)) mergeAround(work, source, one);
}

/** Whether statements among some records of a source, followed either way, lead from one to the other. */
function isTied(
  records: readonly StoredRecord[],
  source: string,
  from: StoredRecord,
  to: StoredRecord,
): boolean {
  const reached = new Set([from.key]);
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const { key, links } of records) {
      const named = links?.[source];
      if (named === undefined) continue;
      if (reached.has(key)) reached.add(named);
      else if (reached.has(named)) reached.add(key);
    }
  }
  return reached.has(to.key);
}

/** The merges that a source stated and that stand within an entity, the latest first. */
function statedOf(work: Work, entity: EntityId): readonly StandingMerge[] {
  const made = work.merges
    .filter((one) => one.why === "source")
    .map((one): StandingMerge => ({ ...one, index: provisionalFrom + one.index }));
  const undone = new Set(work.undone.map(({ merge }) => merge.index));
  return [...work.standing.filter((one) => one.why === "source" && !undone.has(one.index)), ...made]
    .filter((one) => work.entities.has(one.survivor) && answering(work, one.survivor).id === entity)
    .sort((a, b) => b.index - a.index);
}
