import type { KeyObject } from "node:crypto";
import type { Stated } from "../../core/value/canonical.ts";
import { invariant } from "../../errors.ts";
import { seal } from "../../sealing/aead.ts";
import { sealBlob } from "../../sealing/blob.ts";
import { sealingContext } from "../../sealing/context.ts";
import { lookupHash } from "../../sealing/lookup-hash.ts";
import type { MasterKey } from "../../sealing/master-key.ts";
import type { SubjectKeys } from "./subject-keys.ts";

/** The keys of one log: the master that wraps them, and the one for lookups. */
export interface LogKeys {
  readonly log: number;
  readonly master: MasterKey;
  readonly lookup: KeyObject;
}

/** The subject keys of one piece of work: those that were loaded, and those that it made. */
export class Keyring implements SubjectKeys {
  readonly #of: LogKeys;
  readonly #keys = new Map<string, KeyObject>();
  readonly #made: { subject: string; wrapped: Uint8Array }[] = [];

  constructor(of: LogKeys) {
    this.#of = of;
  }

  idOf(subject: string): string {
    if (!subject.startsWith("value:")) return subject;
    return uuidOfHash(this.lookupHash("subject", subject));
  }

  /** Takes keys as they are stored. */
  hold(wrapped: ReadonlyMap<string, Uint8Array>): void {
    for (const [subject, bytes] of wrapped) {
      const key = this.#of.master.unwrap(bytes, sealingContext("subject-key", this.#of.log, subject));
      invariant(key.ok, "a stored subject key opens under the master key");
      this.#keys.set(subject, key.value);
    }
  }

  seal(subject: string, values: readonly Stated[]): Buffer {
    const id = this.idOf(subject);
    return sealBlob(this.#keyOf(id), values, sealingContext("values", this.#of.log, id));
  }

  sealBytes(subject: string, plain: Uint8Array): Buffer {
    return seal({
      key: this.#keyOf(subject),
      plain,
      context: sealingContext("bytes", this.#of.log, subject),
    });
  }

  lookupHash(domain: string, text: string): Buffer {
    return lookupHash(this.#of.lookup, domain, text);
  }

  made(): readonly { readonly subject: string; readonly wrapped: Uint8Array }[] {
    return this.#made;
  }

  #keyOf(subject: string): KeyObject {
    const held = this.#keys.get(subject);
    if (held !== undefined) return held;
    const { key, wrapped } = this.#of.master.newKey(sealingContext("subject-key", this.#of.log, subject));
    this.#keys.set(subject, key);
    this.#made.push({ subject, wrapped });
    return key;
  }
}

/** 16 bytes as the text of a UUIDv8: the id of a subject that is named by a value. */
function uuidOfHash(hash: Buffer): string {
  const bytes = Buffer.from(hash);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
