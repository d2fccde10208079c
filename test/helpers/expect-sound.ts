import type { KeyObject } from "node:crypto";
import { expect } from "vitest";
import { openSaid } from "../../src/app/change/entered-here.ts";
import { keysOf } from "../../src/app/read/unseal.ts";
import { entityId } from "../../src/core/ids.ts";
import { checkFromStart, type EntityHead, LogCheck } from "../../src/core/log/check.ts";
import type { Sealed } from "../../src/core/log/entry.ts";
import { replayEntry } from "../../src/core/log/replay.ts";
import { emptyReplay, type Replay } from "../../src/core/log/replay-state.ts";
import { erased, type Replayed } from "../../src/core/log/replayed.ts";
import { blobHash } from "../../src/core/log/sealed.ts";
import { openBlob } from "../../src/sealing/blob.ts";
import { sealingContext } from "../../src/sealing/context.ts";
import type { Database } from "../../src/store/db.ts";
import { subjectKeys } from "../../src/store/load-links.ts";
import { entityStates } from "../../src/store/load-state.ts";
import { sealedOf } from "../../src/store/read-history.ts";
import type { EntityState } from "../../src/store/state.ts";
import { expectTablesConsistent } from "./tables-consistent.ts";
import type { TestHub } from "./test-hub.ts";
import { stored, told } from "./told-and-stored.ts";
import { verifyTested } from "./verify.ts";

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
  expect((await verifyTested(hub)).fault).toBeNull();
}

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
