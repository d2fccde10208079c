import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { invariant } from "../errors.ts";
import { fillRandom } from "./random.ts";

/** AES-256-GCM with a random nonce of 12 bytes and a tag of 16. The only algorithm so far. */
const aes256Gcm = 1;
export const nonceBytes = 12;
const tagBytes = 16;
/** Algorithm byte, nonce and tag: what sealing adds to the length of the plain bytes. */
export const sealedOverheadBytes = 1 + nonceBytes + tagBytes;

/** Sealed bytes open to the plain ones, or say what is wrong, without any value. */
export type Opened<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly wrong: string };

/**
 * Seals bytes: algorithm byte ‖ nonce ‖ ciphertext ‖ tag. `context` is not in the result and must be given again to
 * open it. NOTE: a random nonce is safe for 2^32 seals under one key. `nonce` is given by test vectors only.
 *
 * A `KeyObject` is what makes this fast: 4.4 µs for 32 bytes. Rejected: the same from raw key bytes (13.5 µs),
 * ChaCha20-Poly1305 of `node:crypto` (as slow from raw bytes, a tenth slower from a key object) and of
 * `@noble/ciphers` (6.0 µs; 10 µs for 150 bytes, 20 µs for 4 kB against 3.7 µs).
 */
export function seal(options: {
  readonly key: KeyObject;
  readonly plain: Uint8Array;
  readonly context: Uint8Array;
  readonly nonce?: Uint8Array;
}): Buffer {
  const { key, plain, context } = options;
  const sealed = Buffer.allocUnsafe(sealedOverheadBytes + plain.length);
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  if (options.nonce === undefined) fillRandom(nonce, 0, nonceBytes);
  else {
    invariant(options.nonce.length === nonceBytes, "A nonce has 12 bytes.");
    nonce.set(options.nonce);
  }
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(context);
  const ciphertext = cipher.update(plain);
  const rest = cipher.final();
  invariant(rest.length === 0 && ciphertext.length === plain.length, "GCM keeps the length.");
  sealed[0] = aes256Gcm;
  sealed.set(ciphertext, 1 + nonceBytes);
  sealed.set(cipher.getAuthTag(), 1 + nonceBytes + plain.length);
  return sealed;
}

/** Opens what `seal` made under the same key and context. */
export function open(options: {
  readonly key: KeyObject;
  readonly sealed: Uint8Array;
  readonly context: Uint8Array;
}): Opened<Buffer> {
  const { key, sealed, context } = options;
  if (sealed.length < sealedOverheadBytes) return { ok: false, wrong: "too short to be sealed bytes" };
  if (sealed[0] !== aes256Gcm) return { ok: false, wrong: `sealed with an unknown algorithm ${sealed[0]}` };
  const end = sealed.length - tagBytes;
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(1 + nonceBytes, end));
  try {
    decipher.final();
  } catch (error) {
    // OpenSSL's only complaint here: the tag does not fit key, context and bytes.
    if (!(error instanceof Error) || !error.message.includes("unable to authenticate data")) throw error;
    return { ok: false, wrong: "altered, or sealed under another key or for another place" };
  }
  return { ok: true, value: plain };
}
