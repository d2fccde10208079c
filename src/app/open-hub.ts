import { uuidV8 } from "../core/log/uuid.ts";
import type { ModelFile } from "../core/model/model.ts";
import { readModel } from "../core/model/read-model.ts";
import { invariant, refuse } from "../errors.ts";
import { sealingContext } from "../sealing/context.ts";
import type { MasterKey } from "../sealing/master-key.ts";
import { fillRandom } from "../sealing/random.ts";
import { type Head, headOf } from "../store/commit.ts";
import type { Database, Reader } from "../store/db.ts";
import { EntityQuestions } from "../store/entity-questions.ts";
import { modelInForce } from "../store/models.ts";
import { keepSecret, secretOf } from "../store/secrets.ts";
import { compileModel } from "./change/compiled.ts";
import type { Mover } from "./change/group.ts";
import { Keyring, type LogKeys } from "./change/keyring.ts";
import { loadKeys } from "./change/load-keys.ts";
import { mappingSeed } from "./change/mapping-seed.ts";
import { type Ids, Work } from "./change/work.ts";
import { Writer } from "./change/writer.ts";
import type { Hub } from "./hub.ts";
import { BatchSize } from "./load/batch-size.ts";

/** The one log that there is unless the model gives an entity type its own. */
export const onlyLog = 1;

/** Opens the use cases on a migrated database, with the model in force there; an empty model before the first is applied. */
export async function openHub(parts: {
  readonly database: Database;
  readonly master: MasterKey;
}): Promise<Hub> {
  const { database, master } = parts;
  const log = onlyLog;
  const keys: LogKeys = { log, master, lookup: await lookupKey(database, log, master) };
  const random = Buffer.alloc(8);
  const ids: Ids = {
    newId: () => {
      fillRandom(random, 0, random.length);
      return uuidV8({ unixMs: Date.now(), log, random });
    },
  };
  const stored = await modelInForce(database.reader, log);
  const hub: Hub = {
    database,
    log,
    entities: new EntityQuestions(database.reader, log),
    keys,
    compiled: compileModel(modelOf(stored?.files ?? []), (source) => mappingSeed(keys, source)),
    modelAt: stored?.applied ?? 0,
    ids,
    batchSize: new BatchSize(),
    writer: new Writer({
      database,
      log,
      workAt: (sql, head, cause) => workAt(hub, sql, head, cause),
      loadKeys,
    }),
    newWork: async (sql, cause) => workAt(hub, sql, await headOf(sql, log), cause),
    loadKeys,
  };
  return hub;
}

async function workAt(hub: Hub, sql: Reader, readAt: Head, cause: Mover): Promise<Work> {
  if (readAt.modelAt > hub.modelAt) await takeModel(hub, sql);
  return new Work({
    cause: { ...cause, model: hub.compiled.model.hash, log: hub.log },
    compiled: hub.compiled,
    keys: new Keyring(hub.keys),
    ids: hub.ids,
    readAt,
    today: new Date().toISOString().slice(0, 10),
  });
}

/** Takes over the model that another process has applied. */
async function takeModel(hub: Hub, sql: Reader): Promise<void> {
  const stored = await modelInForce(sql, hub.log);
  invariant(stored !== undefined, "a model that was applied is stored");
  hub.compiled = compileModel(modelOf(stored.files), (source) => mappingSeed(hub.keys, source));
  hub.modelAt = stored.applied;
}

/** The model of files that were checked before they were applied. */
function modelOf(files: readonly ModelFile[]) {
  const { model } = readModel(files);
  if (model === null) refuse("model-unreadable", "The model in force cannot be read by this version.");
  return model;
}

/** The lookup key: made once, wrapped under the master, and the same for every process. */
async function lookupKey(database: Database, log: number, master: MasterKey) {
  const context = sealingContext("lookup-key", log, "lookup");
  const stored = await secretOf(database.reader, log, "lookup");
  if (stored === undefined) {
    await database.transact((tx) => keepSecret(tx, log, "lookup", master.newKey(context).wrapped));
    return lookupKey(database, log, master);
  }
  const key = master.unwrap(stored, context);
  if (!key.ok) {
    refuse("master-key-other", `This database was sealed under another master key: ${key.wrong}.`, {
      hint: "Give the master key with which it was made (BAILIWICK_MASTER_KEY, or the key file beside the data).",
    });
  }
  return key.value;
}
