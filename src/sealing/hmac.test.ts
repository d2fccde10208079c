import { createHmac, createSecretKey } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hmacSha256 } from "./hmac.ts";

const keys = fc.uint8Array({ minLength: 1, maxLength: 130 });
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme" }),
  // About as long as the room that is made once, in units of one, two and three bytes.
  fc
    .tuple(fc.constantFrom("a", "é", "漢", "😀", "\ud800"), fc.integer({ min: 600, max: 4_200 }))
    .map(([unit, times]) => unit.repeat(times)),
);

test("it is the HMAC that node makes, for keys and texts of every length", () => {
  fc.assert(
    fc.property(keys, fc.array(texts, { minLength: 1, maxLength: 4 }), (raw, several) => {
      const key = createSecretKey(raw);
      // One after the other under one key: nothing of the text before is left in the next.
      for (const text of several) {
        const expected = createHmac("sha256", raw).update(text, "utf8").digest("hex");

        expect(hmacSha256(key, text).toString("hex")).toBe(expected);
      }
    }),
    // A key of just one block of the hash is taken as it is, a longer one is hashed.
    { examples: [63, 64, 65].map((length) => [Uint8Array.from({ length }, (_, at) => at), ["a"]]) },
  );
});
