import type { Sealed } from "../../core/log/entry.ts";
import type { OpenSealed } from "../../core/log/replayed.ts";
import { erased, type Replayed } from "../../core/log/replayed.ts";
import { blobHash } from "../../core/log/sealed.ts";
import type { Stated } from "../../core/value/canonical.ts";
import { invariant } from "../../errors.ts";
import { open } from "../../sealing/aead.ts";
import { openBlob } from "../../sealing/blob.ts";
import { sealingContext } from "../../sealing/context.ts";
import type { Reader } from "../../store/db.ts";
import { subjectKeys } from "../../store/load-links.ts";
import { type SealedRow, sealedOf } from "../../store/read-history.ts";
import { Keyring, type LogKeys } from "../change/keyring.ts";
import type { SubjectKeys } from "../change/subject-keys.ts";

/** What sealed places of bodies hold; what has been destroyed, the blob or the key of its subject, is `erased`. */
export interface Unsealed {
  readonly open: OpenSealed;
  /** The sealed blobs by their hash, those that no key opens too. */
  readonly blobs: ReadonlyMap<string, SealedRow>;
  /** Hashes of the blobs that were opened. */
  readonly opened: ReadonlySet<string>;
  /** Hashes of blobs that have a key, and that it does not open. */
  readonly broken: ReadonlySet<string>;
}

/** Opens everything that is sealed in some entries. */
export async function unsealEntries(
  sql: Reader,
  keys: LogKeys,
  indexes: readonly number[],
): Promise<Unsealed> {
  const rows = await sealedOf(sql, keys.log, indexes);
  const wrapped = await subjectKeys(sql, keys.log, [...new Set(rows.map((row) => row.subject))]);
  const blobs = new Map(rows.map((row) => [blobHash(row.blob), row]));
  const values = new Map<string, readonly Stated[]>();
  const broken = new Set<string>();
  for (const [hash, row] of blobs) {
    const key = wrapped.get(row.subject);
    if (key === undefined) continue;
    const opened = openRow(keys, row, key);
    if (opened === null) broken.add(hash);
    else values.set(hash, opened);
  }
  return { open: (sealed) => valueAt(values, sealed), blobs, opened: new Set(values.keys()), broken };
}

function valueAt(values: ReadonlyMap<string, readonly Stated[]>, { sealed, slot }: Sealed): Replayed {
  const value = values.get(sealed)?.[slot];
  return value === undefined ? erased : value;
}

function openRow(keys: LogKeys, { subject, blob }: SealedRow, wrapped: Uint8Array): readonly Stated[] | null {
  const key = keys.master.unwrap(wrapped, sealingContext("subject-key", keys.log, subject));
  if (!key.ok) return null;
  const opened = openBlob(key.value, blob, sealingContext("values", keys.log, subject));
  return opened.ok ? opened.value : null;
}

/** A ring that holds the keys of some subjects, to open what is sealed beside rows. */
export async function keysOf(sql: Reader, keys: LogKeys, subjects: readonly string[]): Promise<SubjectKeys> {
  const ring = new Keyring(keys);
  ring.hold(await subjectKeys(sql, keys.log, [...new Set(subjects)]));
  return ring;
}

/** Opens bytes that were sealed for one subject, as in quarantine; `null` once its key has been destroyed. */
export async function unsealBytes(
  sql: Reader,
  keys: LogKeys,
  subject: string,
  blob: Uint8Array,
): Promise<Buffer | null> {
  const wrapped = (await subjectKeys(sql, keys.log, [subject])).get(subject);
  if (wrapped === undefined) return null;
  const key = keys.master.unwrap(wrapped, sealingContext("subject-key", keys.log, subject));
  invariant(key.ok, "a stored subject key opens under the master key");
  const opened = open({ key: key.value, sealed: blob, context: sealingContext("bytes", keys.log, subject) });
  invariant(opened.ok, "sealed bytes open under the key of their subject");
  return opened.value;
}
