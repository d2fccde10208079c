import { createDecipheriv, createHmac, createSecretKey, randomBytes } from "node:crypto";
import { gcm } from "@noble/ciphers/aes.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { open, seal, sealedOverheadBytes } from "./aead.ts";
import { openBlob, sealBlob } from "./blob.ts";
import { sealingContext } from "./context.ts";
import { lookupHash } from "./lookup-hash.ts";
import { MasterKey, wrappedUnder } from "./master-key.ts";
import { fillRandom } from "./random.ts";

const bytes = fc.uint8Array({ maxLength: 300 });
const raw = Buffer.from("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "hex");
const key = createSecretKey(raw);
const context = sealingContext("values", 1, "0192-a");

test("sealed bytes are AES-256-GCM: an implementation of another house opens and makes the same", () => {
  fc.assert(
    fc.property(bytes, bytes, fc.uint8Array({ minLength: 12, maxLength: 12 }), (plain, bound, nonce) => {
      const sealed = seal({ key, plain, context: bound, nonce });

      const theirs = gcm(raw, nonce, bound).encrypt(plain);
      expect(sealed.toString("hex")).toBe(Buffer.concat([Buffer.of(1), nonce, theirs]).toString("hex"));
      expect(sealed).toHaveLength(plain.length + sealedOverheadBytes);
      expect(open({ key, sealed, context: bound })).toEqual({ ok: true, value: Buffer.from(plain) });
    }),
  );
});

test("a changed byte anywhere in sealed bytes is noticed", () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, place, difference) => {
      const sealed = seal({ key, plain, context });
      const at = place % sealed.length;
      sealed[at] = (sealed[at] ?? 0) ^ difference;

      expect(open({ key, sealed, context }).ok).toBe(false);
    }),
    // The very first byte names the algorithm, and no tag holds it.
    { examples: [[Uint8Array.of(7), 0, 1]] },
  );
});

test("values sealed for one subject, log or purpose do not open for another, nor under another key", () => {
  const blob = sealBlob(key, ["ana@example.org", null], context);

  expect(openBlob(key, blob, context)).toEqual({ ok: true, value: ["ana@example.org", null] });
  for (const other of [
    sealingContext("values", 1, "0192-b"),
    sealingContext("values", 2, "0192-a"),
    sealingContext("bytes", 1, "0192-a"),
  ]) {
    expect(openBlob(key, blob, other).ok).toBe(false);
  }
  expect(openBlob(createSecretKey(randomBytes(32)), blob, context).ok).toBe(false);
});

test("the same value sealed twice gives different bytes", () => {
  expect(sealBlob(key, ["x"], context).equals(sealBlob(key, ["x"], context))).toBe(false);
});

test("bytes that are too short, or of an unknown algorithm, say so", () => {
  const sealed = seal({ key, plain: raw, context });
  sealed[0] = 9;

  expect(open({ key, sealed, context })).toEqual({ ok: false, wrong: "sealed with an unknown algorithm 9" });
  expect(open({ key, sealed: Buffer.alloc(28), context })).toEqual({
    ok: false,
    wrong: "too short to be sealed bytes",
  });
});

test("a wrapped key unwraps to the same key, and only for its own subject", () => {
  const master = new MasterKey(randomBytes(32));
  const made = master.newKey(sealingContext("subject-key", 1, "a"));

  const again = master.unwrap(made.wrapped, sealingContext("subject-key", 1, "a"));

  expect(again.ok && again.value.equals(made.key)).toBe(true);
  expect(master.unwrap(made.wrapped, sealingContext("subject-key", 1, "b")).ok).toBe(false);
  expect(wrappedUnder(made.wrapped)).toBe(master.id);
});

test("what is wrapped and is no key of 32 bytes does not unwrap", () => {
  const master = new MasterKey(raw);
  const short = seal({ key, plain: raw.subarray(1), context });

  const wrapped = Buffer.concat([Buffer.from(master.id, "hex"), short]);

  expect(master.unwrap(wrapped, context)).toEqual({ ok: false, wrong: "not a key of 32 bytes" });
});

test("a wrapped key is its master's id and the sealed 32 bytes, and nothing of it stands in clear", () => {
  const secret = randomBytes(32);
  const master = new MasterKey(raw);

  const wrapped = master.wrap(secret, context);

  expect(wrapped).toHaveLength(8 + 1 + 12 + 32 + 16);
  expect(wrapped.includes(secret.subarray(0, 8))).toBe(false);
  const plain = createDecipheriv("aes-256-gcm", raw, wrapped.subarray(9, 21))
    .setAAD(context)
    .setAuthTag(wrapped.subarray(53));
  expect(Buffer.concat([plain.update(wrapped.subarray(21, 53)), plain.final()]).equals(secret)).toBe(true);
});

test("during a rotation keys under both masters open; afterwards only the re-wrapped ones do", () => {
  const [old, next] = [randomBytes(32), randomBytes(32)];
  const before = new MasterKey(old);
  const during = new MasterKey(next, old);
  const after = new MasterKey(next);
  const made = before.newKey(context);

  const rewrapped = during.rewrap(made.wrapped, context);

  expect(during.unwrap(made.wrapped, context).ok).toBe(true);
  expect(rewrapped.ok).toBe(true);
  if (!rewrapped.ok) return;
  const opened = after.unwrap(rewrapped.value, context);
  expect(opened.ok && opened.value.equals(made.key)).toBe(true);
  expect(after.unwrap(made.wrapped, context)).toEqual({
    ok: false,
    wrong: `wrapped under master key ${before.id}, which is not at hand`,
  });
  expect(before.unwrap(rewrapped.value, context).ok).toBe(false);
});

test("re-wrapping what is already under the current master changes nothing", () => {
  const master = new MasterKey(randomBytes(32), randomBytes(32));
  const { wrapped } = master.newKey(context);

  expect(master.rewrap(wrapped, context)).toEqual({ ok: true, value: wrapped });
});

test("a lookup hash is HMAC-SHA-256 cut to 16 bytes, and tells domains apart", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const expected = createHmac("sha256", raw)
        .update(Buffer.from(`email\0${text}`))
        .digest("hex");

      expect(lookupHash(key, "email", text).toString("hex")).toBe(expected.slice(0, 32));
      expect(lookupHash(key, "phone", text).equals(lookupHash(key, "email", text))).toBe(false);
    }),
  );
});

test("pooled random bytes never repeat and fill whatever length is asked for", () => {
  const draw = (length: number) => {
    const bytes = Buffer.alloc(length);
    fillRandom(bytes, 0, length);
    return bytes;
  };
  const drawn = Array.from({ length: 5000 }, () => draw(32).toString("hex"));

  expect(new Set(drawn).size).toBe(5000);
  expect(draw(65_536).equals(Buffer.alloc(65_536))).toBe(false);
  expect(drawn).not.toContain("00".repeat(32));
});
