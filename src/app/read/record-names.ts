import { beginOf } from "../../core/golden/validity.ts";
import { type EntityId, entityId } from "../../core/ids.ts";
import { isSealed } from "../../core/log/entry.ts";
import type { OpenSealed } from "../../core/log/replayed.ts";
import { erased } from "../../core/log/replayed.ts";
import { uuidFromBase64url } from "../../core/log/uuid.ts";
import type { WorldMoment } from "../../core/value/world-moment.ts";
import { historyEntriesMax } from "../../limits.ts";
import { type RecordName, recordNamesOf } from "../../store/read-names.ts";
import type { EntityState } from "../../store/state.ts";
import type { Hub } from "../hub.ts";
import { type ChainEntry, EntityChain } from "./entity-chain.ts";
import { unsealEntries } from "./unseal.ts";

/** A record as people name it, and from when it is true, where its source is dated; `""`: since ever. */
export interface DatedName extends RecordName {
  readonly from: WorldMoment;
}

/** By its id: the source and the key of each record that some entries of an entity name. */
export type RecordNames = ReadonlyMap<string, DatedName>;

/**
 * Names the records of some entries: those that belong to the entity by now, and those that have left it, whose keys stand
 * in the entries with which they came. As far back as a page may look.
 */
export async function recordNames(
  hub: Hub,
  state: EntityState,
  entries: readonly ChainEntry[],
): Promise<RecordNames> {
  const names = new Map<string, DatedName>();
  for (const record of state.records) {
    const { id, source, key } = record;
    names.set(id, { source, key, from: beginOf(record) });
  }
  const wanted = new Set(entries.flatMap(recordsOf).filter((id) => !names.has(id)));
  if (wanted.size === 0) return names;
  const { reader } = hub.database;
  const chain = new EntityChain(reader, hub.log, { heads: [state.lastIndex], through: "all" });
  for (let left = historyEntriesMax; left > 0 && wanted.size > 0; ) {
    const page = await chain.take(Math.min(left, scanned));
    if (page.length === 0) break;
    left -= page.length;
    const telling = page.filter((entry) => tellsKey(entry) && recordsOf(entry).some((id) => wanted.has(id)));
    const { open } = await unsealEntries(
      reader,
      hub.keys,
      telling.map((entry) => entry.index),
    );
    for (const entry of telling) addTold(entry, open, names, wanted);
  }
  if (wanted.size === 0) return names;
  // What came from another entity, and went again, told its key there.
  const others = await recordNamesOf(reader, hub.log, entries.flatMap(othersIn), historyEntriesMax);
  for (const [id, name] of others) if (wanted.has(id)) names.set(id, name);
  return names;
}

const othersIn = ({ items }: ChainEntry): readonly EntityId[] =>
  (items ?? []).flatMap(({ detail }) =>
    [detail?.id, detail?.into, detail?.other].flatMap((id) =>
      typeof id === "string" ? [entityId(uuidFromBase64url(id))] : [],
    ),
  );

const scanned = 200;

function recordsOf({ header, items }: ChainEntry): readonly string[] {
  const ids = [header.record, ...(items ?? []).map((item) => item.record)];
  return ids.flatMap((id) => (id == null ? [] : uuidFromBase64url(id)));
}

const tellsKey = ({ items }: ChainEntry): boolean =>
  (items ?? []).some((item) => item.op === "link" && item.detail?.key !== undefined);

function addTold(
  { header, items }: ChainEntry,
  open: OpenSealed,
  names: Map<string, DatedName>,
  wanted: Set<string>,
): void {
  for (const item of items ?? []) {
    const id = item.record ?? header.record;
    const told = item.op === "link" ? item.detail?.key : undefined;
    if (id === null || told === undefined || header.source === null) continue;
    const key = isSealed(told) ? open(told) : told;
    if (key === erased || typeof key !== "string") continue;
    names.set(uuidFromBase64url(id), { source: header.source, key, from: item.from ?? "" });
    wanted.delete(uuidFromBase64url(id));
  }
}
