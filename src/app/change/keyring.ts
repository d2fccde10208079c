import type { KeyObject } from "node:crypto";
import type { Stated } from "../../core/value/canonical.ts";
import { invariant } from "../../errors.ts";
import { seal } from "../../sealing/aead.ts";
import { openBlob, sealBlob } from "../../sealing/blob.ts";
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
  /** Stored keys as they came: most of what is loaded is never sealed for, and opening a key takes 4 µs. */
  readonly #wrapped = new Map<string, Uint8Array>();
  /** One piece of work asks for the same hash when it loads, when it decides and when it writes. */
  readonly #hashes = new Map<string, Buffer>();
  /** Of people whom values name: asked for by each value that names one. */
  readonly #ids = new Map<string, string>();
  readonly #made: { subject: string; wrapped: Uint8Array }[] = [];

  constructor(of: LogKeys) {
    this.#of = of;
  }

  idOf(subject: string): string {
    if (!subject.startsWith("value:")) return subject;
    const known = this.#ids.get(subject);
    if (known !== undefined) return known;
    const made = uuidOfHash(lookupHash(this.#of.lookup, "subject", subject));
    this.#ids.set(subject, made);
    return made;
  }

  /** Takes keys as they are stored. */
  hold(wrapped: ReadonlyMap<string, Uint8Array>): void {
    for (const [subject, bytes] of wrapped) this.#wrapped.set(subject, bytes);
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

  sealWords(subject: string, words: readonly Stated[]): Buffer {
    const id = this.idOf(subject);
    return sealBlob(this.#keyOf(id), words, sealingContext("words", this.#of.log, id));
  }

  openWords(subject: string, sealed: Uint8Array): readonly Stated[] | null {
    const id = this.idOf(subject);
    const key = this.#keys.get(id) ?? this.#stored(id);
    if (key === null) return null;
    const opened = openBlob(key, sealed, sealingContext("words", this.#of.log, id));
    invariant(opened.ok, "sealed words open under the key of their subject");
    return opened.value;
  }

  lookupHash(domain: string, text: string): Buffer {
    const asked = `${domain}\0${text}`;
    const known = this.#hashes.get(asked);
    if (known !== undefined) return known;
    const made = lookupHash(this.#of.lookup, domain, text);
    this.#hashes.set(asked, made);
    return made;
  }

  made(): readonly { readonly subject: string; readonly wrapped: Uint8Array }[] {
    return this.#made;
  }

  #keyOf(subject: string): KeyObject {
    const held = this.#keys.get(subject);
    if (held !== undefined) return held;
    const stored = this.#stored(subject);
    if (stored !== null) return stored;
    const { key, wrapped } = this.#of.master.newKey(sealingContext("subject-key", this.#of.log, subject));
    this.#keys.set(subject, key);
    this.#made.push({ subject, wrapped });
    return key;
  }

  #stored(subject: string): KeyObject | null {
    const wrapped = this.#wrapped.get(subject);
    if (wrapped === undefined) return null;
    const opened = this.#of.master.unwrap(wrapped, sealingContext("subject-key", this.#of.log, subject));
    invariant(opened.ok, "a stored subject key opens under the master key");
    this.#keys.set(subject, opened.value);
    return opened.value;
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
