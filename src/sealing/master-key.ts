import { createSecretKey, hash, type KeyObject } from "node:crypto";
import { invariant } from "../errors.ts";
import { type Opened, open, seal } from "./aead.ts";
import { fillRandom } from "./random.ts";

/** Bytes of every key here. */
export const keyBytes = 32;
const keyIdBytes = 8;
/** A new key's bytes while they are being wrapped; wiped right after. */
const newKeyBytes = Buffer.alloc(keyBytes);

/** A new key with its wrapped form, which is what is stored. */
export interface NewKey {
  readonly key: KeyObject;
  readonly wrapped: Buffer;
}

/**
 * The key that wraps all others: id of the master (8 bytes) ‖ sealed key. Keys made before and during a rotation
 * stay readable as long as the previous master is held beside the current one; new ones are always wrapped under
 * the current.
 */
export class MasterKey {
  readonly id: string;
  /** The id of the previous master while a rotation is under way. */
  readonly previousId: string | null;
  readonly #idBytes: Buffer;
  readonly #current: KeyObject;
  readonly #previous: KeyObject | null;

  constructor(current: Uint8Array, previous: Uint8Array | null = null) {
    this.id = masterKeyId(current);
    this.#idBytes = Buffer.from(this.id, "hex");
    this.previousId = previous === null ? null : masterKeyId(previous);
    invariant(this.id !== this.previousId, "A master is not its own successor.");
    this.#current = createSecretKey(current);
    this.#previous = previous === null ? null : createSecretKey(previous);
  }

  /** Makes a key of 32 random bytes and wraps it. */
  newKey(context: Uint8Array): NewKey {
    const bytes = newKeyBytes;
    fillRandom(bytes, 0, keyBytes);
    const made = { key: createSecretKey(bytes), wrapped: this.wrap(bytes, context) };
    bytes.fill(0);
    return made;
  }

  wrap(key: Uint8Array, context: Uint8Array): Buffer {
    invariant(key.length === keyBytes, "A wrapped key has 32 bytes.");
    const sealed = seal({ key: this.#current, plain: key, context });
    const wrapped = Buffer.allocUnsafe(keyIdBytes + sealed.length);
    wrapped.set(this.#idBytes);
    wrapped.set(sealed, keyIdBytes);
    return wrapped;
  }

  unwrap(wrapped: Uint8Array, context: Uint8Array): Opened<KeyObject> {
    const bytes = this.#unwrapBytes(wrapped, context);
    if (!bytes.ok) return bytes;
    const key = createSecretKey(bytes.value);
    bytes.value.fill(0);
    return { ok: true, value: key };
  }

  /** The same key under the current master; what is under it already comes back as it is. */
  rewrap(wrapped: Uint8Array, context: Uint8Array): Opened<Uint8Array> {
    if (wrappedUnder(wrapped) === this.id) return { ok: true, value: wrapped };
    const bytes = this.#unwrapBytes(wrapped, context);
    if (!bytes.ok) return bytes;
    const rewrapped = this.wrap(bytes.value, context);
    bytes.value.fill(0);
    return { ok: true, value: rewrapped };
  }

  #unwrapBytes(wrapped: Uint8Array, context: Uint8Array): Opened<Buffer> {
    const under = wrappedUnder(wrapped);
    const master = under === this.id ? this.#current : under === this.previousId ? this.#previous : null;
    if (master === null)
      return { ok: false, wrong: `wrapped under master key ${under}, which is not at hand` };
    const opened = open({ key: master, sealed: wrapped.subarray(keyIdBytes), context });
    if (opened.ok && opened.value.length !== keyBytes) return { ok: false, wrong: "not a key of 32 bytes" };
    return opened;
  }
}

/** The id of the master key under which a key is wrapped, 16 hex digits. */
export function wrappedUnder(wrapped: Uint8Array): string {
  return Buffer.from(wrapped.subarray(0, keyIdBytes)).toString("hex");
}

/** The id of a master key follows from the key, and tells nothing about it. */
export function masterKeyId(key: Uint8Array): string {
  invariant(key.length === keyBytes, "A master key has 32 bytes.");
  const named = Buffer.concat([Buffer.from("bailiwick master key\0"), key]);
  const id = hash("sha256", named, "hex").slice(0, 2 * keyIdBytes);
  named.fill(0);
  return id;
}
