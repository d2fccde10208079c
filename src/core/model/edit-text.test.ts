import { expect, test } from "vitest";
import { editedText } from "./edit-text.ts";

const path = ["attributes", "name"];
const ignoresCase = { compare: { ignore: ["case"] } };
const edit = (text: string, more: Partial<Parameters<typeof editedText>[1]> = {}) =>
  editedText(text, {
    path,
    line: text.slice(0, text.indexOf("name")).split("\n").length,
    set: ignoresCase,
    remove: null,
    ...more,
  });

test.each([
  [
    "a block gets a line of its own, and keeps its comments",
    "attributes:\n  name: # what it is called\n    # first of all\n    type: text # plain\n  other: { type: text }\n",
    "attributes:\n  name: # what it is called\n    # first of all\n    compare: { ignore: [case] }\n    type: text # plain\n  other: { type: text }\n",
  ],
  [
    "a map in flow style stays one",
    "attributes:\n  name: { type: text, copies: [ops] } # so\n",
    "attributes:\n  name: { compare: { ignore: [case] }, type: text, copies: [ops] } # so\n",
  ],
  [
    "an empty map is filled",
    "attributes: {name: {}}\n",
    "attributes: {name: { compare: { ignore: [case] } }}\n",
  ],
  [
    "what stands there is replaced, in flow style",
    "attributes:\n  name: { compare: { ignore: [whitespace] }, type: text }\n",
    "attributes:\n  name: { compare: { ignore: [case] }, type: text }\n",
  ],
  [
    "what stands there is replaced, in a block of several lines",
    "attributes:\n  name:\n    compare:\n      ignore:\n        - whitespace\n\n    # behind\n    type: text\n",
    "attributes:\n  name:\n    compare: { ignore: [case] }\n\n    # behind\n    type: text\n",
  ],
  [
    "a file without an end of its last line keeps it so",
    "attributes:\n  name:\n    compare: {}",
    "attributes:\n  name:\n    compare: { ignore: [case] }",
  ],
  [
    "a name that says nothing yet is given a map",
    "attributes:\n  name:\n",
    "attributes:\n  name: { compare: { ignore: [case] } }\n",
  ],
])("%s", (_, before, after) => {
  expect(edit(before)).toBe(after);
});

test.each([
  ["copies: [crm, ops, mart]", "copies: [crm, mart]"],
  ["copies: [crm, { source: ops, within: 1h }]", "copies: [crm]"],
  ["copies: [ops] # all", ""],
  ["copies:\n      - crm\n      - source: ops\n        within: 1h", "copies: [crm]"],
])("a copy is taken out of %s", (before, after) => {
  const around = (copies: string) => `attributes:\n  name:\n    type: text\n${copies}    authority: crm\n`;

  expect(edit(around(`    ${before}\n`), { set: {}, remove: { list: "copies", items: ["ops"] } })).toBe(
    around(after === "" ? "" : `    ${after}\n`),
  );
});

test.each([
  ["{ type: text, copies: [ops] }", "{ type: text }"],
  ["{ copies: [ops], type: text }", "{ type: text }"],
])("a list that is left empty goes out of %s with its comma", (before, after) => {
  const set = {};

  expect(edit(`attributes: { name: ${before} }\n`, { set, remove: { list: "copies", items: ["ops"] } })).toBe(
    `attributes: { name: ${after} }\n`,
  );
});

test("what comes by an alias, or is not there, is not edited", () => {
  expect(edit("base: &base { type: text }\nattributes: { name: *base }\n")).toBeNull();
  expect(edit("attributes: { other: {} }\n")).toBeNull();
  expect(edit("attributes: { name: text }\n")).toBeNull();
});

test("of several documents the one is edited that has the name in that line", () => {
  const two = "attributes:\n  name: {}\n---\nattributes:\n  name: {}\n";

  expect(edit(two, { line: 5 })).toBe(
    "attributes:\n  name: {}\n---\nattributes:\n  name: { compare: { ignore: [case] } }\n",
  );
  expect(edit(two, { line: 3 })).toBeNull();
});
