import { hash, type KeyObject } from "node:crypto";

/** Bytes of a block of SHA-256, to which HMAC pads its key. */
const blockBytes = 64;
const digestBytes = 32;
/** Bytes of text that fit the room made once; three for each UTF-16 unit is what UTF-8 takes at most. */
const roomBytes = 4_096;

/** What is hashed within, and about that: each begins with the padded key. */
interface Padded {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/** A memo: the padded blocks of a key. They live as long as the key object, which holds the same secret. */
const paddedOf = new WeakMap<KeyObject, Padded>();

/**
 * HMAC-SHA-256 of a text in UTF-8, as two digests over blocks that are padded once: 0.9 µs where `createHmac`, which makes a
 * stream for each, takes 3.0. A digest that comes as a text of one byte a character takes 0.25 µs, as a Buffer 0.8.
 */
export function hmacSha256(key: KeyObject, text: string): Buffer {
  const padded = paddedOf.get(key) ?? pad(key);
  const { outer } = padded;
  outer.write(hash("sha256", within(padded, text), "binary"), blockBytes, "binary");
  return Buffer.from(hash("sha256", outer, "binary"), "binary");
}

function within({ inner }: Padded, text: string): Buffer {
  if (text.length * 3 > roomBytes) return Buffer.concat([inner.subarray(0, blockBytes), Buffer.from(text)]);
  return inner.subarray(0, blockBytes + inner.write(text, blockBytes, "utf8"));
}

function pad(key: KeyObject): Padded {
  const secret = key.export();
  const raw = secret.length > blockBytes ? hash("sha256", secret, "buffer") : secret;
  const padded = {
    inner: Buffer.alloc(blockBytes + roomBytes),
    outer: Buffer.alloc(blockBytes + digestBytes),
  };
  for (let at = 0; at < blockBytes; at++) {
    const byte = raw[at] ?? 0;
    padded.inner[at] = byte ^ 0x36;
    padded.outer[at] = byte ^ 0x5c;
  }
  paddedOf.set(key, padded);
  return padded;
}
