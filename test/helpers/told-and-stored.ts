import { openSaid } from "../../src/app/change/entered-here.ts";
import type { SubjectKeys } from "../../src/app/change/subject-keys.ts";
import { type Detail, isSealed, type Sealed } from "../../src/core/log/entry.ts";
import type { Replay } from "../../src/core/log/replay-state.ts";
import type { Replayed } from "../../src/core/log/replayed.ts";
import { uuidFromBase64url, uuidOrNull, uuidToBase64url } from "../../src/core/log/uuid.ts";
import { standingOf } from "../../src/store/golden-row.ts";
import { positionText } from "../../src/store/record-row.ts";
import type { EntityState, StoredRecord } from "../../src/store/state.ts";

/** Entities by id, in the words that the log and the tables have in common. */
type Told = Record<string, Record<string, unknown>>;

/** What stands in the tables, in the words of the log. */
export function stored(states: readonly EntityState[], keys: SubjectKeys): Told {
  const all: Told = {};
  for (const state of states) {
    const aliases = states.filter((one) => one.mergedInto === state.id).map((one) => one.id);
    all[state.id] = {
      type: state.type,
      version: state.version,
      lastIndex: state.lastIndex,
      state: standingOf(state.state),
      into: state.mergedInto,
      aliases: aliases.sort(),
      facts: sortedObject(
        [...(state.golden?.facts ?? [])]
          .filter(([, fact]) => fact.basis !== "none" || fact.source !== null)
          .map(([name, fact]) => [name, { ...fact }]),
      ),
      hub: sortedObject([...state.hub].map(([name, { value, since }]) => [name, { value, since }])),
      overrides: sortedObject(
        [...state.overrides].map(([name, one]) => [
          name,
          {
            value: one.value,
            since: one.since,
            detail: {
              ...openSaid(keys, one),
              ...one.until,
              ...(one.calendar === "" ? {} : { calendar: one.calendar }),
            },
          },
        ]),
      ),
      waivers: sortedObject(
        [...state.waivers.values()].map((one) => [
          `${one.record} ${one.fact}`,
          {
            until: one.until,
            since: one.since,
            group: one.decision === null ? null : uuidToBase64url(one.decision),
            ...openSaid(keys, one),
          },
        ]),
      ),
      records: sortedObject(state.records.map((one) => [one.id, recordTold(one)])),
    };
  }
  return all;
}

const recordTold = (record: StoredRecord) => ({
  source: record.source,
  key: record.key,
  life: record.life,
  former: record.former,
  deleted: record.deleted,
  created: record.created,
  claims: sortedObject(
    [...record.claims].map(([name, claim]) => [
      name,
      {
        value: claim.value,
        since: claim.since,
        position: positionText(claim.position),
        incarnation: claim.position.incarnation,
        ownWrite: claim.ownWrite,
      },
    ]),
  ),
});

/** What the log says, as `stored` says it. */
export function told(replay: Replay, open: (sealed: Sealed) => Replayed): Told {
  const all: Told = {};
  for (const entity of replay.entities.values()) {
    all[uuidFromBase64url(entity.id)] = {
      type: entity.type,
      version: entity.version,
      lastIndex: entity.lastIndex,
      state: entity.state,
      into: uuidOrNull(entity.into),
      aliases: [...entity.aliases].map(uuidFromBase64url).sort(),
      facts: sortedObject(
        [...entity.facts]
          .filter(([, fact]) => fact.basis !== "none" || fact.source !== null)
          .map(([name, fact]) => [name, { ...fact, record: uuidOrNull(fact.record) }]),
      ),
      hub: sortedObject([...entity.hub].map(([name, { value, since }]) => [name, { value, since }])),
      overrides: sortedObject(
        [...entity.overrides].map(([name, { value, since, detail }]) => [
          name,
          { value, since, detail: openedDetail(detail, open) },
        ]),
      ),
      waivers: sortedObject(
        [...entity.waivers].map(([key, waiver]) => {
          const [record = "", ...fact] = key.split(" ");
          return [`${uuidFromBase64url(record)} ${fact.join(" ")}`, { ...waiver }];
        }),
      ),
      records: sortedObject(
        [...entity.records].map((id) => {
          const record = replay.records.get(id);
          if (record === undefined) throw new Error("an entity has a record that was never told");
          const { source, key, life, former, deleted, created, claims } = record;
          return [
            uuidFromBase64url(id),
            {
              source,
              key,
              life,
              former,
              deleted,
              created,
              claims: sortedObject([...claims].map(([f, c]) => [f, { ...c }])),
            },
          ];
        }),
      ),
    };
  }
  return all;
}

function openedDetail(detail: Detail, open: (sealed: Sealed) => Replayed): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [name, isSealed(value) ? open(value) : value]),
  );
}

function sortedObject(pairs: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
