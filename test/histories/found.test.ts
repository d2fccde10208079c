import { test } from "vitest";
import type { Happening } from "./draw-steps.ts";
import { mustHold } from "./hold.ts";

const model = (attributes: string, more = "") => ({
  files: {
    "all.yaml": `systems: { sa: {}, sb: {} }
people: { desk: { members: [ana] } }
entity: thing
match-on: [[code]]
${more}
sources:
  - { name: a, system: sa, key: id, fields: { code: code, name: name, tags: { from: tags, separator: ";" } } }
  - { name: b, system: sb, key: id, fields: { code: code, name: name, tags: { from: tags, separator: ";" } } }
attributes:
  code: { type: text, authority: a, fallback: [b] }
  ${attributes}
`,
  },
});

const row = (source: string, key: string, columns: Readonly<Record<string, string>>): Happening => ({
  kind: "row",
  at: { source, key },
  columns,
});

test("an element that nobody states any more awaits nobody's approval", () => {
  const asking =
    "{ type: list, of: text, combine: union, authority: a, approve: { for: [source], by: desk } }";

  mustHold(model(`tags: ${asking}\n  name: { type: text, authority: a }`), [
    row("a", "1", { tags: "red" }),
    row("a", "1", { tags: "blue" }),
    { kind: "decide", at: { source: "a", key: "1" }, nth: 0, by: "ana", agree: true },
    row("a", "1", { tags: "green" }),
  ]);
});

test("the log tells what a merge took over as agreed before it tells what waits from then on", () => {
  const asking =
    "{ type: text, authority: a, fallback: [b], approve: { for: [source], by: desk, count: 1 } }";

  mustHold(
    model(
      `name: ${asking}\n  tags: { type: list, of: text, authority: a }`,
      "exists: { authority: a, on-delete: retire, merged-into: master }",
    ),
    [
      row("a", "1", {}),
      row("a", "2", { name: "n", master: "3" }),
      row("a", "1", { master: "3" }),
      { kind: "decide", at: { source: "a", key: "2" }, nth: 0, by: "ana", agree: true },
      row("a", "3", { name: "N" }),
    ],
  );
});

test("of a list that follows another attribute, only the record that won that one says what is not in it", () => {
  const following =
    "{ type: list, of: text, combine: union, authority: [b, a], survivorship: { same-as: code } }";

  mustHold(model(`tags: ${following}\n  name: { type: text, authority: a }`), [
    row("b", "1", { code: "k1" }),
    row("b", "2", { code: "k1" }),
    row("b", "1", { tags: "red" }),
  ]);
});
