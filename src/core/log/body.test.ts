import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { writtenBody } from "../../../test/helpers/written-body.ts";
import { bodyHash, decodeBody, encodeBody, encodeSalted } from "./body.ts";
import { type BodyItem, bodyOps } from "./entry.ts";
import { decodeSlots, encodeSlots } from "./sealed.ts";

const base64url = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((made) => Buffer.from(made).toString("base64url"));
const text = fc.string({
  unit: fc.oneof(fc.constantFrom('"', "\\", "\u0000", "\n", "\u2028", "é", "𝄞", "a")),
});
/** Often of the same blob, and often the next slot of it: what a body then leaves out. */
const sealed = fc.record({
  sealed: fc.oneof(base64url(32), fc.constantFrom("A".repeat(43), `${"B".repeat(42)}A`)),
  slot: fc.oneof(fc.nat(), fc.nat({ max: 3 })),
});
const stated = fc.oneof(text, fc.constant(null), sealed);
const index = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const names = fc
  .oneof(text, fc.constantFrom("constructor", "10", "9", "\ufb33", "𝄞"))
  .filter((name) => name !== "__proto__" && JSON.stringify(name) === `"${name}"`);

const anyItem: fc.Arbitrary<BodyItem> = fc
  .record(
    {
      op: fc.constantFrom(...bodyOps),
      fact: text,
      before: stated,
      after: stated,
      basis: fc.constantFrom("authority" as const, "carried" as const, "none" as const),
      ownWrite: fc.constant(true as const),
      source: fc.option(text),
      record: fc.option(base64url(16)),
      authority: fc.option(text),
      since: index,
      handover: fc.record(
        { from: fc.option(text), to: fc.option(text), index },
        { requiredKeys: ["from", "to"] },
      ),
      from: text,
      to: text,
      detail: fc
        .array(
          fc.tuple(
            names,
            fc.oneof(
              stated,
              fc.boolean(),
              fc.maxSafeInteger().map((made) => made + 0),
            ),
          ),
        )
        .map((pairs) =>
          Object.fromEntries([["type", "t"], ["id", "i"], ["into", "e"], ["by", "b"], ...pairs]),
        ),
    },
    { requiredKeys: ["op", "fact"] },
  )
  .map((item) => {
    const detail = { ...item.detail, type: "t", id: "i", into: "e", by: "b" };
    const golden =
      item.op === "golden" ? { after: item.after ?? null, basis: item.basis ?? "authority" } : {};
    return { ...item, ...golden, detail };
  });

test("a body is the canonical JSON of RFC 8785 of its items", () => {
  fc.assert(
    fc.property(fc.array(anyItem), (items) => {
      expect(encodeBody(items).toString("utf8")).toBe(canonicalize(writtenBody(items)));
    }),
  );
});

test("a body reads back as what was written", () => {
  fc.assert(
    fc.property(fc.array(anyItem), (items) => {
      expect(decodeBody(encodeBody(items))).toEqual({ ok: true, value: items });
    }),
  );
});

test("a body with a changed byte never reads as the same items", () => {
  fc.assert(
    fc.property(
      fc.array(anyItem, { minLength: 1 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (items, place, difference) => {
        const bytes = encodeBody(items);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ difference;

        const decoded = decodeBody(bytes);

        if (decoded.ok) expect(encodeBody(decoded.value).equals(bytes)).toBe(true);
        if (decoded.ok) expect(decoded.value).not.toEqual(items);
      },
    ),
  );
});

test.each([
  ["an object", "{}", "not a list"],
  ["an item that is no object", "[1]", "an item is not an object"],
  ["an unknown member", '[{"f":"a","x":1}]', "an unknown member"],
  ["a member by its long name", '[{"fact":"a"}]', "an unknown member"],
  ["a member called __proto__", '[{"__proto__":1,"f":"a"}]', "an unknown member"],
  ["an unknown operation", '[{"o":"shout"}]', "op is unknown"],
  ["a claim that says so", '[{"f":"a","o":"claim"}]', "not canonical JSON"],
  ["a claim of nothing", "[{}]", "no fact on claim"],
  ["an entity without type", '[{"o":"create"}]', "no detail type on create"],
  [
    "a golden value without basis",
    '[{"a":"x","f":"a","o":"golden"}]',
    "a golden value without basis, or a basis without value",
  ],
  ["a number as value", '[{"a":1,"f":"a"}]', "after has another shape"],
  ["a fraction in a detail", '[{"d":{"share":0.5},"o":"set"}]', "detail has another shape"],
  [
    "a basis that is a member of every object",
    '[{"a":"x","b":"toString","f":"a","o":"golden"}]',
    "basis has another shape",
  ],
  ["a basis by its long name", '[{"a":"x","b":"authority","f":"a","o":"golden"}]', "basis has another shape"],
  [
    "a sealed value with more to it",
    `[{"a":{"h":"${"A".repeat(43)}","plain":"x"},"f":"a"}]`,
    "after has another shape",
  ],
  [
    "a sealed value by its long names",
    `[{"a":{"sealed":"${"A".repeat(43)}","slot":0},"f":"a"}]`,
    "after has another shape",
  ],
  ["a sealed value of no blob", '[{"a":{},"f":"a"}]', "after has another shape"],
  [
    "a slot that goes without saying",
    `[{"a":{"h":"${"A".repeat(43)}","n":0},"f":"a"}]`,
    "not canonical JSON",
  ],
  ["a lone surrogate", '[{"a":"\\ud800","f":"a"}]', "after has another shape"],
  ["members in another order", '[{"f":"a","a":"x"}]', "not canonical JSON"],
])("%s in a body is refused", (_, body, wrong) => {
  expect(decodeBody(Buffer.from(body))).toEqual({ ok: false, wrong });
});

test("invalid UTF-8 in a body is refused", () => {
  const bytes = encodeBody([{ op: "claim", fact: "a", after: "x" }]);
  bytes[bytes.indexOf(0x78)] = 0xff;

  expect(decodeBody(bytes)).toEqual({ ok: false, wrong: "not canonical JSON" });
});

test("a body written behind its salt has the same bytes and hash", () => {
  fc.assert(
    fc.property(
      fc.array(anyItem),
      fc.uint8Array({ minLength: 32, maxLength: 32 }).map((salt) => Buffer.from(salt)),
      (items, salt) => {
        const body = encodeBody(items);

        expect(encodeSalted(salt, items)).toEqual({ body, hash: bodyHash(salt, body) });
      },
    ),
  );
});

test("the hash of a body covers its salt first", () => {
  const salt = Buffer.alloc(32, 7);
  const body = encodeBody([{ op: "retire" }]);

  expect(bodyHash(salt, body)).toBe(createHash("sha256").update(salt).update(body).digest("base64url"));
});

test("the values of a blob read back in their slots, empty ones too", () => {
  fc.assert(
    fc.property(fc.array(fc.option(text), { minLength: 1 }), (values) => {
      expect(decodeSlots(encodeSlots(values))).toEqual({ ok: true, value: values });
    }),
  );
});
