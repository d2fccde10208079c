import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { operations } from "../src/contract/index.ts";
import { type Operation, rowsBody } from "../src/contract/operation.ts";
import { refusals } from "../src/errors.ts";
import { type JsonSchema, type OpenApi, type OpenApiOperation, openApi } from "../src/http/openapi.ts";
import { typeWords } from "../src/http/type-words.ts";

/** `docs/openapi.json`, and from the same the types and routes of the client. */
export async function apiFiles(): Promise<Record<string, string>> {
  const { version } = JSON.parse(await readFile(resolve(import.meta.dirname, "../package.json"), "utf8"));
  const api = openApi(version);
  return {
    "docs/openapi.json": `${JSON.stringify(api, null, 2)}\n`,
    "sdk/src/generated.ts": clientText(api),
  };
}

function clientText(api: OpenApi): string {
  const all = Object.values(api.paths).flatMap((methods) => Object.values(methods));
  const byId = new Map(all.map((operation) => [operation.operationId, operation]));
  const some = Object.values<Operation>(operations).map((operation) => {
    const described = byId.get(operation.name);
    if (described === undefined) throw new Error(`${operation.name} is not described`);
    return { operation, described };
  });
  return `// Generated from src/contract/ by: npm run generate
import type { CallOptions, Rows } from "./request.ts";

${Object.entries(api.components.schemas).map(schemaText).join("\n")}
/** The code of a refusal; it never changes its meaning. */
export type RefusalCode =
${Object.keys(refusals)
  .map((code) => `  | "${code}"`)
  .join("\n")};

/** Every operation of the API as a method. */
export interface Client {
${some.map(methodText).join("\n")}
}

/** How each method is asked over HTTP. */
export const routes = {
${some.map(routeText).join("\n")}
} as const;
`;
}

function schemaText([name, schema]: [string, JsonSchema]): string {
  const words = typeof schema.description === "string" ? `/** ${schema.description} */\n` : "";
  if (name === "Json") {
    return `${words}export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };\n`;
  }
  if (name === "Shown") return `${words}export type Shown = Json;\n`;
  if (schema.type === "object") return `${words}export interface ${name} ${typeWords(schema, 0, true)}\n`;
  return `${words}export type ${name} = ${typeWords(schema, 0, true)};\n`;
}

function methodText({ operation, described }: { operation: Operation; described: OpenApiOperation }): string {
  const members = requestMembers(operation, described);
  const needed = members.some((member) => !member.includes("?:"));
  const request = `request${needed ? "" : "?"}: { ${members.join("; ")} }`;
  const answer = typeWords(answerOf(operation, described), 2, true);
  const gives = operation.answers === "events" ? `AsyncIterable<${answer}>` : `Promise<${answer}>`;
  return `  /** ${described.summary} ${described.description} */
  ${operation.name}(${request}, options?: CallOptions): ${gives};`;
}

function requestMembers(operation: Operation, described: OpenApiOperation): string[] {
  const members = described.parameters
    .filter((one) => one.in !== "header")
    .map(
      ({ name, required, schema }) =>
        `${name}${required ? "" : "?"}: ${parameterWords(schema)}${required ? "" : " | undefined"}`,
    );
  if (operation.headers.includes("if-match")) members.push("ifMatch?: number | string | undefined");
  if (operation.headers.includes("idempotency-key")) members.push("idempotencyKey?: string | undefined");
  if (operation.body === rowsBody) return [...members, "rows: Rows", "contentType?: string | undefined"];
  const body = described.requestBody?.content["application/json"]?.schema;
  if (body === undefined) return members;
  const required = Array.isArray(body.required) ? body.required : [];
  const names = new Set(described.parameters.map((one) => one.name));
  for (const [name, schema] of Object.entries((body.properties ?? {}) as Record<string, JsonSchema>)) {
    if (names.has(name)) throw new Error(`${operation.name} has two members ${name}`);
    const isNeeded = required.includes(name);
    members.push(`${name}${isNeeded ? "" : "?"}: ${typeWords(schema)}${isNeeded ? "" : " | undefined"}`);
  }
  return members;
}

const parameterWords = (schema: JsonSchema): string =>
  JSON.stringify(schema.enum) === '["true","false"]' ? 'boolean | "true" | "false"' : typeWords(schema);

const answerOf = (operation: Operation, described: OpenApiOperation): JsonSchema =>
  Object.values(described.responses[String(operation.status)]?.content ?? {})[0]?.schema ?? {};

function routeText({ operation, described }: { operation: Operation; described: OpenApiOperation }): string {
  const names = (place: string) =>
    JSON.stringify(described.parameters.filter((one) => one.in === place).map((one) => one.name));
  const body = operation.body === null ? "null" : operation.body === rowsBody ? '"rows"' : '"json"';
  const { name, method, path, answers } = operation;
  return `  ${name}: { method: "${method}", path: "${path}", inPath: ${names("path")}, inQuery: ${names("query")}, body: ${body}, answers: "${answers}" },`;
}
