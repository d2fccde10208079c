import type { KeyShape, RecordShape, Shape, TextShape } from "./shape.ts";
import { decimalRegex, durationRegex, nameRegex } from "./shape.ts";
import { titleOf } from "./title.ts";
import { document, entityKeys } from "./vocabulary.ts";

/** A JSON Schema as plain data. */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * The JSON Schema (draft 2020-12) of one document of a model file, for editors that complete and check. It accepts
 * every key that `check` accepts and no other; what needs the whole model (names, types, circles) only `check` sees.
 */
export function modelSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "https://bailiwick.dev/model.schema.json",
    title: "Bailiwick model",
    description:
      "One document of a file of the model folder. It may hold any of the parts; one entity type at most.",
    ...schemaOf(document),
    dependentRequired: Object.fromEntries(Object.keys(entityKeys).map((key) => [key, ["entity"]])),
  };
}

function schemaOf(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case "text":
      if (shape.words !== undefined) return { anyOf: [{ enum: shape.words }, schemaOf(withoutWords(shape))] };
      return shape.pattern === undefined
        ? { type: "string", ...(shape.exact ? {} : { minLength: 1 }) }
        : { type: "string", pattern: shape.pattern.regex.source };
    case "choice":
      return { enum: shape.words };
    case "boolean":
      return { type: "boolean" };
    case "number":
      return { type: shape.whole ? "integer" : "number", minimum: shape.min, maximum: shape.max };
    case "decimal":
      return { anyOf: [{ type: "number" }, { type: "string", pattern: decimalRegex.source }] };
    case "duration":
      return { type: "string", pattern: durationRegex.source };
    case "list": {
      const many = {
        type: "array",
        items: schemaOf(shape.of),
        ...(shape.least > 0 ? { minItems: shape.least } : {}),
      };
      return orNothing(shape.single ? { anyOf: [schemaOf(shape.of), many] } : many, shape.least === 0);
    }
    case "table":
      return orNothing(
        {
          type: "object",
          additionalProperties: schemaOf(shape.of),
          ...(shape.names === "declared" ? { propertyNames: { pattern: nameRegex.source } } : {}),
        },
        true,
      );
    case "record":
      return recordSchema(shape);
    case "either":
      return { anyOf: shape.of.map(schemaOf) };
    case "any":
      return {};
    default:
      return shape satisfies never;
  }
}

function withoutWords({ words: _offered, ...shape }: TextShape): Shape {
  return shape;
}

function recordSchema(shape: RecordShape): JsonSchema {
  const keys = Object.entries(shape.keys);
  const required = keys.filter(([, key]) => key.required).map(([name]) => name);
  const schema = {
    type: "object",
    properties: Object.fromEntries(keys.map(([name, key]) => [name, keySchema(name, key)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties:
      shape.others === undefined
        ? false
        : { description: shape.others.about, ...schemaOf(shape.others.shape) },
  };
  return orNothing(schema, required.length === 0);
}

function keySchema(name: string, key: KeyShape): JsonSchema {
  return { title: titleOf(name), description: key.about, ...schemaOf(key.shape) };
}

/** A list or map of which nothing is required may be left empty: `copies:`. */
function orNothing(schema: JsonSchema, may: boolean): JsonSchema {
  if (!may) return schema;
  return "anyOf" in schema
    ? { anyOf: [...listOf(schema.anyOf), { type: "null" }] }
    : { ...schema, type: [schema.type, "null"] };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
