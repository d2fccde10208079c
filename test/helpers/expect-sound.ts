import type { KeyObject } from "node:crypto";
import { expect } from "vitest";
import { openSaid } from "../../src/app/change/entered-here.ts";
import type { SubjectKeys } from "../../src/app/change/subject-keys.ts";
import { recordSlot } from "../../src/app/change/work.ts";
import { keysOf } from "../../src/app/read/unseal.ts";
import { verify } from "../../src/app/verify/verify.ts";
import { entityId } from "../../src/core/ids.ts";
import { checkFromStart, type EntityHead, LogCheck } from "../../src/core/log/check.ts";
import { type Detail, isSealed, type Sealed } from "../../src/core/log/entry.ts";
import { replayEntry } from "../../src/core/log/replay.ts";
import { emptyReplay, type Replay } from "../../src/core/log/replay-state.ts";
import { erased, type Replayed } from "../../src/core/log/replayed.ts";
import { blobHash } from "../../src/core/log/sealed.ts";
import { uuidFromBase64url } from "../../src/core/log/uuid.ts";
import { openBlob } from "../../src/sealing/blob.ts";
import { sealingContext } from "../../src/sealing/context.ts";
import type { Database } from "../../src/store/db.ts";
import { standingOf } from "../../src/store/golden-row.ts";
import { subjectKeys } from "../../src/store/load-links.ts";
import { recordsByKey } from "../../src/store/load-records.ts";
import { entityStates } from "../../src/store/load-state.ts";
import { sealedOf } from "../../src/store/read-history.ts";
import { positionText } from "../../src/store/record-row.ts";
import type { EntityState, StoredRecord } from "../../src/store/state.ts";
import type { TestHub } from "./test-hub.ts";

/** That the log is gap-free and hashed, that its sealed values open, and that the tables say what replaying it says. */
export async function expectSound({ hub, master }: Pick<TestHub, "hub" | "master">): Promise<void> {
  const { database } = hub;
  const open = await sealedValues(database, (subject, wrapped) => {
    const key = master.unwrap(wrapped, sealingContext("subject-key", hub.log, subject));
    if (!key.ok) throw new Error(`the key of subject ${subject}: ${key.wrong}`);
    return key.value;
  });
  const replay = await replayed(database, hub.log, open);
  const states = await allStates(database, hub.log);
  const sealed = states.flatMap((state) => [...state.overrides.values(), ...state.waivers.values()]);
  const subjects = sealed.map((one) => one.subject);
  const keys = await keysOf(database.reader, { log: hub.log, master, lookup: hub.keys.lookup }, subjects);
  expect(told(replay, open)).toEqual(stored(states, keys));
  for (const one of sealed) expect(openSaid(keys, one), "who said it, and why, can be opened").not.toBeNull();
  await expectTablesConsistent(database, states);
  // The product's own check comes to the same, by other ways.
  expect((await verify(hub)).fault).toBeNull();
}

type Told = Record<string, Record<string, unknown>>;

async function replayed(
  database: Database,
  log: number,
  open: (sealed: Sealed) => Replayed,
): Promise<Replay> {
  const models = await database.reader.many<{ hash: string }>(
    "select hash from bailiwick.model order by applied",
  );
  const known = new Set(models.map((one) => one.hash));
  const check = new LogCheck({
    start: checkFromStart(log),
    heads: new Map<string, EntityHead>(),
    modelKnown: (hash) => known.has(hash),
  });
  const rows = await database.reader.many<{
    index: string;
    previous: string;
    header: Buffer;
    body: Buffer;
    salt: Buffer;
  }>("select index, previous, header, body, salt from bailiwick.entry order by index");
  const replay = emptyReplay();
  for (const row of rows) {
    const checked = check.next(row);
    if (!checked.ok) throw new Error(checked.fault.message);
    const { header, items } = checked.entry;
    expect([header.index, header.previous]).toEqual([Number(row.index), Number(row.previous)]);
    replayEntry(replay, header, items, open);
  }
  const head = await database.reader.one<{ next_index: string }>(
    "select max(next_index) as next_index from bailiwick.log_commit",
  );
  expect(Number(head?.next_index)).toBe(rows.length + 1);
  return replay;
}

async function sealedValues(
  database: Database,
  keyOf: (subject: string, wrapped: Buffer) => KeyObject,
): Promise<(sealed: Sealed) => Replayed> {
  const rows = await database.reader.many<{ index: string }>(
    "select distinct index from bailiwick.sealed order by index",
  );
  const blobs = await sealedOf(
    database.reader,
    1,
    rows.map(({ index }) => Number(index)),
  );
  const keys = await subjectKeys(
    database.reader,
    1,
    blobs.map((one) => one.subject),
  );
  const byHash = new Map<string, readonly Replayed[]>();
  for (const { subject, blob } of blobs) {
    const wrapped = keys.get(subject);
    if (wrapped === undefined) continue;
    const values = openBlob(keyOf(subject, wrapped), blob, sealingContext("values", 1, subject));
    if (!values.ok) throw new Error(`a blob of subject ${subject}: ${values.wrong}`);
    byHash.set(blobHash(blob), values.value);
  }
  return ({ sealed, slot }) => byHash.get(sealed)?.[slot] ?? (byHash.has(sealed) ? null : erased);
}

async function allStates(database: Database, log: number): Promise<readonly EntityState[]> {
  const ids = await database.reader.many<{ entity_id: string }>(
    "select entity_id from bailiwick.entity order by entity_id",
  );
  const states = await entityStates(
    database.reader,
    log,
    ids.map((row) => entityId(row.entity_id)),
  );
  return [...states.values()];
}

/** What stands in the tables, in the words of the log. */
function stored(states: readonly EntityState[], keys: SubjectKeys): Told {
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
            detail: { ...openSaid(keys, one), ...one.until },
          },
        ]),
      ),
      waivers: sortedObject(
        [...state.waivers.values()].map(({ fact, record, until, since }) => [
          `${record} ${fact}`,
          { until, since },
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
function told(replay: Replay, open: (sealed: Sealed) => Replayed): Told {
  const all: Told = {};
  for (const entity of replay.entities.values()) {
    all[uuidFromBase64url(entity.id)] = {
      type: entity.type,
      version: entity.version,
      lastIndex: entity.lastIndex,
      state: entity.state,
      into: entity.into === null ? null : uuidFromBase64url(entity.into),
      aliases: [...entity.aliases].map(uuidFromBase64url).sort(),
      facts: sortedObject(
        [...entity.facts]
          .filter(([, fact]) => fact.basis !== "none" || fact.source !== null)
          .map(([name, fact]) => [
            name,
            { ...fact, record: fact.record === null ? null : uuidFromBase64url(fact.record) },
          ]),
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

/** What the tables say of each other. */
async function expectTablesConsistent(database: Database, states: readonly EntityState[]): Promise<void> {
  const wrong = await database.reader.many<{ what: string }>(
    `select 'record of a merged or missing entity: ' || r.source || ':' || r.key as what
       from bailiwick.record r left join bailiwick.entity e using (log_id, entity_id)
      where e.entity_id is null or e.merged_into is not null
     union all
     select 'lookup of another entity than its record: ' || r.source || ':' || r.key
       from bailiwick.lookup l join bailiwick.record r using (log_id, record_id) where l.entity_id <> r.entity_id
     union all
     select 'lookup of a merged entity: ' || l.entity_id
       from bailiwick.lookup l join bailiwick.entity e using (log_id, entity_id) where e.merged_into is not null
     union all
     select 'reference held by a merged entity: ' || f.entity_id
       from bailiwick.reference f join bailiwick.entity e using (log_id, entity_id) where e.merged_into is not null
     union all
     select 'divergence of what is not there: ' || d.entity_id || ' ' || d.fact
       from bailiwick.divergence d left join bailiwick.record r using (log_id, record_id)
      where d.closed is null and (r.entity_id is distinct from d.entity_id or r.deleted)
     union all
     select 'a deadline of what may differ: ' || entity_id || ' ' || fact
       from bailiwick.divergence where closed is null and leave is not null and due_at is not null
     union all
     select 'an index beyond the log: ' || what from (
       select 'record ' || key as what, last_index as at from bailiwick.record
       union all select 'divergence ' || fact, opened from bailiwick.divergence
       union all select 'divergence since ' || fact, since from bailiwick.divergence
       union all select 'divergence closed ' || fact, closed from bailiwick.divergence
       union all select 'finding ' || rule, opened from bailiwick.finding) as said
      where at >= (select max(next_index) from bailiwick.log_commit) or at < 1
     order by 1`,
  );
  expect(wrong).toEqual([]);
  for (const state of states) {
    for (const record of state.records) {
      const lives = await recordsByKey(database.reader, 1, record.source, [record.key]);
      const again = lives.filter(({ life }) => life === record.life);
      // Only the present life may live.
      expect(record.former).toBe(record.life < Math.max(...lives.map(({ life }) => life)));
      expect(record.former && !record.deleted).toBe(false);
      expect(new Set(again.map(({ entity }) => entity)), recordSlot(record.source, record.key)).toEqual(
        new Set([state.id]),
      );
    }
  }
}

/** Every byte that stands readable in the log: headers and bodies. */
export async function logText(database: Database): Promise<string> {
  const rows = await database.reader.many<{ header: Buffer; body: Buffer | null }>(
    "select header, body from bailiwick.entry order by index",
  );
  return rows.map((row) => `${row.header.toString("utf8")}\n${row.body?.toString("utf8") ?? ""}`).join("\n");
}
