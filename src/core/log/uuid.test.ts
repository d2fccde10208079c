import fc from "fast-check";
import { expect, test } from "vitest";
import { uuidFromBase64url, uuidToBase64url, uuidV8 } from "./uuid.ts";

const parts = fc.record({
  unixMs: fc.nat({ max: 2 ** 48 - 1 }),
  log: fc.nat({ max: 4095 }),
  random: fc.uint8Array({ minLength: 8, maxLength: 8 }),
});

test("an id is a UUID of version 8 and the variant of RFC 9562", () => {
  fc.assert(
    fc.property(parts, (made) => {
      expect(uuidV8(made)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
});

test("an id carries its log", () => {
  fc.assert(
    fc.property(parts, (made) => {
      expect(Number.parseInt(uuidV8(made).slice(15, 18), 16)).toBe(made.log);
    }),
  );
});

test("an id of an earlier millisecond sorts before one of a later, whatever the rest", () => {
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      fc.pre(one.unixMs < other.unixMs);
      expect(uuidV8(one) < uuidV8(other)).toBe(true);
    }),
  );
});

test("62 of the random bits reach the id", () => {
  fc.assert(
    fc.property(parts, fc.nat({ max: 63 }), (made, bit) => {
      const flipped = Uint8Array.from(made.random);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));

      expect(uuidV8({ ...made, random: flipped }) === uuidV8(made)).toBe(bit < 2);
    }),
  );
});

test("an id in base64url is the same 16 bytes, there and back", () => {
  fc.assert(
    fc.property(parts, (made) => {
      const uuid = uuidV8(made);
      const text = uuidToBase64url(uuid);

      expect(text).toHaveLength(22);
      expect(Buffer.from(text, "base64url").toString("hex")).toBe(uuid.replaceAll("-", ""));
      expect(uuidFromBase64url(text)).toBe(uuid);
    }),
  );
});

test("what is no UUID has no base64url", () => {
  expect(() => uuidToBase64url("not-a-uuid")).toThrow("An id is a UUID in lower case.");
  expect(() => uuidFromBase64url("short")).toThrow("An id in base64url has 22 characters.");
});
