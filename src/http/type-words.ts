import type { JsonSchema } from "./openapi.ts";

/** A schema in the words of TypeScript. */
export function typeWords(schema: JsonSchema, depth = 0, wide = false): string {
  const { $ref, anyOf, oneOf, enum: values, type, const: only } = schema;
  if (Array.isArray(type))
    return type.map((one) => typeWords({ ...schema, type: one }, depth, wide)).join(" | ");
  if (typeof $ref === "string") return $ref.split("/").at(-1) ?? "";
  const either = anyOf ?? oneOf;
  if (Array.isArray(either)) return either.map((one) => typeWords(one, depth, wide)).join(" | ");
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(values)) return values.map((one) => JSON.stringify(one)).join(" | ");
  if (type === "array") return arrayWords(schema, depth, wide);
  if (type === "object") return objectWords(schema, depth, wide);
  if (type === "integer") return "number";
  return typeof type === "string" ? type : "unknown";
}

function arrayWords(schema: JsonSchema, depth: number, wide: boolean): string {
  const words = typeWords((schema.items ?? {}) as JsonSchema, depth, wide);
  return words.includes(" | ") ? `(${words})[]` : `${words}[]`;
}

function objectWords(schema: JsonSchema, depth: number, wide: boolean): string {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const required = Array.isArray(schema.required) ? schema.required : [];
  if (properties.length === 0) {
    const values = schema.additionalProperties;
    const words =
      typeof values === "object" && values !== null
        ? typeWords(values as JsonSchema, depth, wide)
        : "unknown";
    return `{ [name: string]: ${words} }`;
  }
  const members = properties.map(
    ([name, member]) =>
      `${/^\w+$/.test(name) ? name : JSON.stringify(name)}${required.includes(name) ? "" : "?"}: ${typeWords(member, depth + 1, wide)}`,
  );
  const indent = "  ".repeat(depth + 1);
  if (wide) return `{\n${members.map((member) => `${indent}${member};\n`).join("")}${"  ".repeat(depth)}}`;
  return `{ ${members.join("; ")} }`;
}
