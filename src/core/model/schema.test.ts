import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { campaigns } from "../../../test/models/campaigns.ts";
import { checkShape } from "./check-shape.ts";
import { Faults } from "./fault.ts";
import { type JsonSchema, modelSchema } from "./schema.ts";
import type { Shape } from "./shape.ts";
import { document } from "./vocabulary.ts";
import { yamlTree } from "./yaml-tree.ts";

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const accepts = ajv.compile(modelSchema());

test("the schema accepts what check accepts: the model that explains the product", () => {
  for (const text of Object.values(campaigns))
    for (const one of parseAllDocuments(text))
      expect(accepts(one.toJS()), JSON.stringify(accepts.errors)).toBe(true);
});

test.each([
  ["a mistyped key", "entity: a\nstewrad: b"],
  ["a key of an entity type without one", "title: A"],
  ["a name in capitals", "systems: { CRM: {} }"],
  ["a source without a key", "entity: a\nsources: [{ name: a, system: b, fields: {} }]"],
  ["a duration without a unit", "entity: a\nattributes: { b: { copies: { source: c, within: 60 } } }"],
  ["a number as a code", "codes: { stage: { draft: { crm: 01 } } }"],
  ["what is not yet spoken", "entity: a\nlog: own"],
  ["an unknown word", "systems: { crm: { kind: insite } }"],
])("the schema and check both refuse %s", (_claim, text) => {
  const faults = new Faults();
  for (const tree of yamlTree({ path: "a.yaml", text }, faults)) checkShape(tree, document, faults);

  expect(accepts(parseAllDocuments(text)[0]?.toJS())).toBe(false);
  if (!text.startsWith("title")) expect(faults.hasErrors).toBe(true);
});

test("every key that check accepts is in the schema with its words, and no other is", () => {
  const keys = [...keysOf(document, "")];

  expect(new Set(propertiesOf(modelSchema(), ""))).toEqual(new Set(keys));
  expect(keys.length).toBeGreaterThan(100);
});

test("every key has a title and a description", () => {
  const visit = (schema: unknown): void => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [key, part] of Object.entries(schema)) {
      if (key === "properties")
        for (const property of Object.values(part as Record<string, JsonSchema>)) {
          expect(property.title).toMatch(/^[A-Z]/);
          expect(property.description).toMatch(/\.$|…$|\}$/);
        }
      visit(part);
    }
  };

  visit(modelSchema());
});

function* keysOf(shape: Shape, path: string): Generator<string> {
  if (shape.kind === "record")
    for (const [key, { shape: inner }] of Object.entries(shape.keys)) {
      yield `${path}/${key}`;
      yield* keysOf(inner, `${path}/${key}`);
    }
  else if (shape.kind === "table") yield* keysOf(shape.of, `${path}/*`);
  else if (shape.kind === "list") yield* keysOf(shape.of, path);
  else if (shape.kind === "either") for (const one of shape.of) yield* keysOf(one, path);
}

function* propertiesOf(schema: unknown, path: string): Generator<string> {
  if (typeof schema !== "object" || schema === null) return;
  const { properties, additionalProperties, items, anyOf } = schema as Record<string, unknown>;
  for (const [key, part] of Object.entries(properties ?? {})) {
    yield `${path}/${key}`;
    yield* propertiesOf(part, `${path}/${key}`);
  }
  yield* propertiesOf(additionalProperties, `${path}/*`);
  yield* propertiesOf(items, path);
  for (const one of Array.isArray(anyOf) ? anyOf : []) yield* propertiesOf(one, path);
}
