import { z } from "zod";
import { operations } from "../contract/index.ts";
import { commonErrors, type Operation, rowsBody } from "../contract/operation.ts";
import { type RefusalCode, refusals } from "../errors.ts";
import { rowsTypes } from "./rows-body.ts";

/** A document of OpenAPI 3.1, as far as it is built here. */
export interface OpenApi {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: OpenApiOperation } };
  readonly components: {
    readonly schemas: { readonly [name: string]: JsonSchema };
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

export type JsonSchema = { readonly [key: string]: unknown };

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: {
    readonly [status: string]: { readonly description: string; readonly content?: Content };
  };
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly description?: string;
}

type Content = { readonly [type: string]: { readonly schema: JsonSchema } };

/** The description of the API, made from the contract alone. */
export function openApi(version: string): OpenApi {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const operation of Object.values<Operation>(operations)) {
    const methods = paths[operation.path] ?? {};
    methods[operation.method.toLowerCase()] = describe(operation);
    paths[operation.path] = methods;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Bailiwick",
      version,
      description:
        "The system of record for facts that live in many systems. Every operation wants a bearer token.",
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas: { ...namedSchemas(), Problem: problemSchema },
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
  };
}

const reference = (name: string) => `#/components/schemas/${name}`;

/** Every schema with an id, in the order of their names. */
function namedSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: reference, io: "output" });
  return Object.fromEntries(
    Object.entries(schemas)
      .map(([name, schema]) => [name, bare(schema)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The schema of one value, in which named ones are references. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const name = z.globalRegistry.get(schema)?.id;
  if (name !== undefined) return { $ref: reference(name) };
  const whole = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return bare(referencesApart(whole) as JsonSchema);
}

/** Definitions that zod puts beside a schema stand under `components`. */
function referencesApart(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(referencesApart);
  if (typeof node !== "object" || node === null) return node;
  const members = Object.entries(node).filter(([name]) => name !== "$defs");
  return Object.fromEntries(
    members.map(([name, value]) => [
      name,
      name === "$ref" && typeof value === "string"
        ? value.replace("#/$defs/", "#/components/schemas/")
        : referencesApart(value),
    ]),
  );
}

function bare(schema: object): JsonSchema {
  const { $schema: _schema, $id: _id, id: _name, ...rest } = schema as Record<string, unknown>;
  return rest;
}

function describe(operation: Operation): OpenApiOperation {
  const { name, part, title, role, domain, status, answers, output, errors } = operation;
  const scope = domain === "all" ? " for all domains" : "";
  const body = bodyOf(operation);
  return {
    operationId: name,
    tags: [part],
    summary: title,
    description: `Takes the role ${role}${scope}.`,
    parameters: parametersOf(operation),
    ...(body === null ? {} : { requestBody: { required: true, content: body } }),
    responses: {
      [String(status)]: {
        description: status === 201 ? "Made." : "Done.",
        content: {
          [answers === "events" ? "text/event-stream" : "application/json"]: {
            schema: schemaOf(output, "output"),
          },
        },
      },
      ...refusedWith([...errors, ...commonErrors]),
    },
  };
}

function bodyOf({ body }: Operation): Content | null {
  if (body === null) return null;
  if (body !== rowsBody) return { "application/json": { schema: schemaOf(body, "input") } };
  return Object.fromEntries(
    rowsTypes.map((type) => [type, { schema: { type: "string", format: "binary" } }]),
  );
}

function parametersOf(operation: Operation): OpenApiParameter[] {
  return [
    ...membersOf(operation.params).map((one) => ({ ...one, in: "path" as const, required: true })),
    ...membersOf(operation.query).map((one) => ({ ...one, in: "query" as const })),
    ...operation.headers.map((header) => ({
      name: header === "if-match" ? "If-Match" : "Idempotency-Key",
      in: "header" as const,
      required: false,
      schema: { type: "string" },
      description: headerWords[header],
    })),
  ];
}

const headerWords = {
  "if-match": "The ETag of the entity as it was read; with another version there the answer is 412.",
  "idempotency-key":
    "A text of your own: asked again with the same one it happens once, and answers the same.",
} as const;

function membersOf(schema: z.ZodObject) {
  const json = schemaOf(schema, "input");
  const required = Array.isArray(json.required) ? json.required : [];
  return Object.entries((json.properties ?? {}) as Record<string, JsonSchema>).map(([name, member]) => ({
    name,
    required: required.includes(name),
    schema: member,
  }));
}

function refusedWith(codes: readonly RefusalCode[]): OpenApiOperation["responses"] {
  const byStatus = Map.groupBy(codes, (code) => refusals[code].status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, some]) => [
        String(status),
        {
          description: some.map((code) => `\`${code}\`: ${refusals[code].title}`).join("; "),
          content: { "application/problem+json": { schema: { $ref: reference("Problem") } } },
        },
      ]),
  );
}

const problemSchema: JsonSchema = {
  type: "object",
  description: "RFC 9457, with a stable code and what to do next.",
  required: ["type", "title", "status", "code", "detail"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string" },
    detail: { type: "string" },
    hint: { type: "string" },
    id: { type: "string" },
    fields: { type: "object", additionalProperties: true },
  },
};
