import { invariant } from "../errors.ts";
import { rotationPageMax } from "../limits.ts";
import { sealingContext } from "../sealing/context.ts";
import { beginRotation, finishRotation, type MasterKeyPlace } from "../sealing/master-key-file.ts";
import { secretOf } from "../store/secrets.ts";
import { keysNotUnder, replaceKeys, replaceSecret } from "../store/subject-keys.ts";
import { ofProduct } from "./change/draft.ts";
import type { Hub } from "./hub.ts";

export interface RotatedKeys {
  /** Id of the master key now in use. */
  readonly master: string;
  /** Keys that were wrapped anew. */
  readonly rewrapped: number;
  /** `env`: the operator takes BAILIWICK_MASTER_KEY_PREVIOUS away now. */
  readonly previous: "file" | "nothing" | "env";
}

/**
 * Wraps every living key under a new master key, so that old backups of the database cannot bring an erased person back. Both
 * masters are at hand until the last key is wrapped anew: broken off anywhere, it is taken up again by the next call.
 */
export async function rotateKeys(hub: Hub, place: MasterKeyPlace, actor: string): Promise<RotatedKeys> {
  const master = beginRotation(place);
  // From here on new keys are wrapped under the new master, and old ones still open.
  hub.keys = { ...hub.keys, master };
  let rewrapped = await rewrapLookup(hub);
  // Work that was under way may still have made a key under the old master: go round until none is left.
  for (let found = -1; found !== 0; rewrapped += found) found = await rewrapSubjects(hub);
  await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "keys", actor, run: null });
      work.append(
        ofProduct("keys", { item: { op: "set", detail: { master: master.id, rewrapped } }, subject: null }),
      );
      return { work, result: () => undefined };
    },
  });
  const [left] = await keysNotUnder(hub.database.reader, hub.log, master.id, null, 1);
  invariant(left === undefined, "no key is left under the old master before it is forgotten");
  return { master: master.id, rewrapped, previous: finishRotation(place) };
}

async function rewrapLookup(hub: Hub): Promise<number> {
  const stored = await secretOf(hub.database.reader, hub.log, "lookup");
  invariant(stored !== undefined, "the lookup key is made before anything is written");
  const wrapped = hub.keys.master.rewrap(stored, sealingContext("lookup-key", hub.log, "lookup"));
  invariant(wrapped.ok, "the lookup key opens under the old master or the new");
  await hub.database.transact((tx) => replaceSecret(tx, hub.log, "lookup", wrapped.value));
  return 1;
}

async function rewrapSubjects(hub: Hub): Promise<number> {
  const { master } = hub.keys;
  let count = 0;
  for (let after: string | null = null; ; ) {
    const page = await keysNotUnder(hub.database.reader, hub.log, master.id, after, rotationPageMax);
    if (page.length === 0) return count;
    const rewrapped = page.map(({ subject, wrapped }) => {
      const anew = master.rewrap(wrapped, sealingContext("subject-key", hub.log, subject));
      invariant(anew.ok, "a subject key opens under the old master or the new");
      return { subject, wrapped: Buffer.from(anew.value) };
    });
    count += await hub.database.transact((tx) => replaceKeys(tx, hub.log, rewrapped));
    after = page.at(-1)?.subject ?? null;
  }
}
