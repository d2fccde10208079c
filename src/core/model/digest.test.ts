import fc from "fast-check";
import { expect, test } from "vitest";
import { modelOf } from "../../../test/helpers/model-of.ts";
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

test("of a mapping stays what it was: records that were read under it would look altered", () => {
  const model = modelOf({
    "thing.yaml": `systems: { crm: { kind: record } }
codes: { stage: { live: { title: Live, crm: L } }, locale: { de: { title: German, crm: DE }, fr: { title: French, crm: FR } } }
entity: thing
sources:
  - name: crm
    system: crm
    key: [land, no]
    key-personal: true
    link: { other: other_no }
    valid: { from: begins, to: ends, order: seq }
    format: { type: csv, delimiter: ";" }
    guard: { deleted: 0.05 }
    fields: { name: name, stage: { from: status, codes: stage }, cost: { from: cost, currency: { from: money }, scale: "0.01" },
              parent: { from: up, by: name }, title: { from: title, per: { de: title_de, fr: title_fr } } }
  - { name: other, system: crm, key: id, fields: { name: { from: n, write: false } } }
attributes:
  name: { type: text, authority: crm, fallback: [other] }
  stage: { type: code, codes: stage, authority: crm }
  cost: { type: money, authority: crm }
  parent: { type: ref, to: thing, authority: crm }
  title: { type: text, per: locale, authority: crm }
`,
  });

  expect([...model.sources.values()].map(({ digest }) => digest)).toEqual([
    "P8tAJPCqqeQghTeuUgEiMudMXZzt0VkkxTFWJalpxPQ",
    "bxBDp9k1jjn0SBML1YFqNRrm3Dp6XAo8fV59RTlG-Ho",
  ]);
});
