import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../value/canonical-json.ts";
import { canonicalText, digestOf } from "./digest.ts";

const text = fc.string({ unit: "binary" }).map((one) => one.toWellFormed());
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<unknown>(null, true, false),
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie("value"), { maxLength: 4 }),
    // `x` before each name, so that none is one of those that are left out.
    fc.dictionary(
      text.map((name) => `x${name}`),
      tie("value"),
      { maxKeys: 5 },
    ),
  ),
}));

test("what is hashed of plain data is its canonical JSON", () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(canonicalText(one)).toBe(canonicalJson(one));
    }),
  );
});

test("maps and sets count by what they hold, in no order of their own, and places and words do not count", () => {
  const one = {
    title: "One",
    of: new Map([
      ["b", 1],
      ["a", 2],
    ]),
    in: new Set(["z", "y"]),
    place: { line: 1 },
  };
  const other = {
    place: { line: 9 },
    in: new Set(["y", "z"]),
    of: new Map([
      ["a", 2],
      ["b", 1],
    ]),
    title: "Other",
  };

  expect(digestOf(one)).toBe(digestOf(other));
  expect(canonicalText(one)).toBe('{"in":["y","z"],"of":[["a",2],["b",1]]}');
});
