import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { processorSeconds } from "../../../test/helpers/processor.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import { modelDepthMax, modelFileCharsMax, modelNodesMax } from "../../limits.ts";
import type { Fault, ModelFile } from "./model.ts";
import { readModel } from "./read-model.ts";

type Change = (texts: Record<string, string>) => void;

const files = Object.keys(campaigns);

const anyFile = fc.constantFrom(...files);
const anyPlace = fc.nat({ max: 100_000 });

/** Scalars that a hurried hand, another tool or an attacker might leave. */
const scalar = fc.oneof(
  fc.constantFrom(
    ..."~ null yes 01 1.10 2026-01-02 .nan 1e400 [] {} [[]] {a:1} *x &x <<: !!binary !!js/undefined '' \"\" \" ' : - | > # % @ ` ?".split(
      " ",
    ),
    "__proto__",
    "constructor",
    "toString",
    "hub",
    "\t",
    "\u0000",
    "\uFEFF",
    "\uD800",
    "a.b.c",
    "crm",
    "campaign",
    "stage == 'x' ? 1 : 2",
  ),
  fc.string({ maxLength: 20 }),
);

const linesOf = (text: string): string[] => text.split("\n");

const change: fc.Arbitrary<Change> = fc.oneof(
  // A line is lost, doubled, moved, or indented otherwise.
  fc.tuple(anyFile, anyPlace, fc.constantFrom("lose", "double", "swap", "indent")).map(
    ([file, at, how]): Change =>
      (texts) => {
        const lines = linesOf(texts[file] ?? "");
        const index = at % lines.length;
        const line = lines[index] ?? "";
        if (how === "lose") lines.splice(index, 1);
        else if (how === "double") lines.splice(index, 0, line);
        else if (how === "swap") lines.splice(index, 2, lines[index + 1] ?? "", line);
        else lines.splice(index, 1, `  ${line}`);
        texts[file] = lines.join("\n");
      },
  ),
  // A word becomes another, or a character is put in or lost.
  fc.tuple(anyFile, anyPlace, scalar).map(
    ([file, at, word]): Change =>
      (texts) => {
        const words = (texts[file] ?? "").split(/([\w.@-]+)/);
        words[(at % words.length) | 1] = word;
        texts[file] = words.join("");
      },
  ),
  fc.tuple(anyFile, anyPlace, fc.string({ maxLength: 2 })).map(
    ([file, at, put]): Change =>
      (texts) => {
        const text = texts[file] ?? "";
        const index = at % (text.length + 1);
        texts[file] = text.slice(0, index) + put + text.slice(index + 1);
      },
  ),
  // Words of one file turn up in another place.
  fc.tuple(anyFile, anyFile, anyPlace, anyPlace).map(
    ([file, other, at, from]): Change =>
      (texts) => {
        const words = (texts[file] ?? "").split(/([\w.@-]+)/);
        const others = (texts[other] ?? "").split(/([\w.@-]+)/);
        words[(at % words.length) | 1] = others[(from % others.length) | 1] ?? "";
        texts[file] = words.join("");
      },
  ),
);

test("a model that was damaged anyhow is read without failing, and each fault has its place in a file", () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const texts: Record<string, string> = { ...campaigns };
      for (const apply of changes) apply(texts);
      const damaged = filesOf(texts);

      const { model, faults } = readModel(damaged);

      expect(model === null).toBe(faults.some(({ severity }) => severity === "error"));
      expectWithin(faults, damaged);
      expect(faults.filter(({ hint }) => hint === null || hint === "")).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test("the order of the files changes nothing", () => {
  const inOrder = filesOf(campaigns);

  expect(readModel(inOrder.toReversed())).toEqual(readModel(inOrder));
});

describe("what would exhaust a reader is refused quickly", () => {
  const secondsMax = 2;
  const laughs = ["a: &a0 [x, x]"];
  for (let i = 1; i < 30; i++) laughs.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`);

  test.each<[string, string, string]>([
    ["aliases that multiply", laughs.join("\n"), `more than ${modelNodesMax} values`],
    [
      "an alias within what it stands for",
      "systems: &x { crm: *x }",
      "the alias '*x' stands for nothing before it",
    ],
    ["brackets without end", "[".repeat(200_000), "not YAML"],
    ["brackets within brackets", `${"[".repeat(20_000)}${"]".repeat(20_000)}`, "nested too deeply"],
    ["lists within lists", "- ".repeat(20_000), "nested"],
    [
      "a nesting that is a little too deep",
      "[".repeat(modelDepthMax + 2) + "]".repeat(modelDepthMax + 2),
      "nested more than",
    ],
    ["a file beyond the bound", "#".repeat(modelFileCharsMax + 1), "at most"],
    [
      "tens of thousands of keys",
      Array.from({ length: 35_000 }, (_, i) => `k${i}: ${i}`).join("\n"),
      "unknown key 'k0'",
    ],
    ["a key as long as the file", `${"k".repeat(modelFileCharsMax - 3)}: 1`, "not YAML"],
  ])("%s", (_claim, text, says) => {
    const { seconds, result } = processorSeconds(secondsMax, () => readModel([{ path: "a.yaml", text }]));

    const { model, faults } = result;
    expect(seconds).toBeLessThan(secondsMax);
    expect(model).toBeNull();
    expect(faults.map(({ message }) => message)).toContainEqual(expect.stringContaining(says));
    expectWithin(faults, [{ path: "a.yaml", text }]);
  });

  test("five thousand attributes that depend on each other in a row", () => {
    const count = 5_000;
    const attributes = Array.from({ length: count }, (_, i) =>
      i === 0
        ? "  a0: { type: boolean, authority: hub }"
        : `  a${i}: { type: boolean, authority: [{ system: hub, when: "a${i - 1}" }] }`,
    );
    const text = `entity: chain\nattributes:\n${attributes.toReversed().join("\n")}`;

    const { seconds, result } = processorSeconds(secondsMax, () => readModel([{ path: "a.yaml", text }]));

    expect([...(result.model?.entities.get("chain")?.attributes.keys() ?? [])].slice(0, 3)).toEqual([
      "a0",
      "a1",
      "a2",
    ]);
    expect(seconds).toBeLessThan(secondsMax);
  });
});

test.each(["0.01x", "abc", "0x10", "1e-3", "''"])(
  "a scale of %s at a copy is told once, as no decimal number",
  (scale) => {
    const text = `systems: { crm: { kind: record }, shop: { kind: engagement } }
entity: thing
sources:
  - { name: crm, system: crm, key: id, fields: { price: p } }
  - { name: shop, system: shop, key: id, fields: { price: { from: cents, scale: ${scale} } } }
attributes:
  price: { type: money, currency: EUR, authority: crm, copies: [shop] }
`;

    const { model, faults } = readModel([{ path: "a.yaml", text }]);

    expect(model).toBeNull();
    expect(faults.map(({ message }) => message)).toEqual([
      expect.stringContaining("stands where a decimal number such as 0.01 is expected"),
    ]);
  },
);

describe("the dress of a file changes nothing of the model", () => {
  test.each<[string, (text: string) => string]>([
    ["a byte order mark", (text) => `\uFEFF${text}`],
    ["CRLF", (text) => text.replaceAll("\n", "\r\n")],
    ["a document mark", (text) => `---\n${text}...\n`],
  ])("%s", (_claim, dress) => {
    const dressed = Object.fromEntries(Object.entries(campaigns).map(([path, text]) => [path, dress(text)]));

    const { model, faults } = readModel(filesOf(dressed));

    expect(faults).toEqual([]);
    const plain = readModel(filesOf(campaigns)).model;
    expect(model?.entities.get("campaign")?.digest).toBe(plain?.entities.get("campaign")?.digest);
    expect(model?.hash).not.toBe(plain?.hash);
  });

  test("all parts in one file of several documents", () => {
    const text = Object.values(campaigns).join("---\n");

    const { model, faults } = readModel([{ path: "all.yaml", text }]);

    expect(faults).toEqual([]);
    expect([...(model?.entities.keys() ?? [])]).toEqual(["campaign", "content"]);
  });

  test("a part that is repeated by an alias", () => {
    const text = "people:\n  a: &team { members: [x@example.org] }\n  b: *team\n";

    const { model } = readModel([{ path: "a.yaml", text }]);

    expect(model?.people.get("b")?.members).toEqual(["x@example.org"]);
  });

  test("tabs as indentation are told from other faults", () => {
    const { faults } = readModel([{ path: "a.yaml", text: "people:\n\ta: {}\n" }]);

    expect(faults[0]).toMatchObject({ code: "broken-yaml", hint: "indent with spaces", place: { line: 2 } });
  });
});

const filesOf = (texts: Readonly<Record<string, string>>): readonly ModelFile[] =>
  Object.entries(texts).map(([path, text]) => ({ path, text }));

function expectWithin(faults: readonly Fault[], within: readonly ModelFile[]): void {
  const lines = new Map(within.map(({ path, text }) => [path, text.replace(/^\uFEFF/, "").split("\n")]));
  for (const { place, message } of faults) {
    const line = lines.get(place.file)?.[place.line - 1];
    const isWithin = line !== undefined && place.column >= 1 && place.column <= line.length + 1;
    expect(isWithin, `${message} at ${place.line}:${place.column}`).toBe(true);
  }
}
