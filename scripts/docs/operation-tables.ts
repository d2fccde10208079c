import { operations } from "../../src/contract/index.ts";
import { commonErrors, type Operation } from "../../src/contract/operation.ts";
import { type Blocks, code, table } from "./blocks.ts";

/** The operations of the API under their headings, and the refusals that any of them may give. */
export function operationBlocks(): Blocks {
  const all: readonly Operation[] = Object.values(operations);
  const parts = [...Map.groupBy(all, (operation) => operation.part)].map(
    ([part, some]) =>
      `**${part}**\n\n${table(["method", "path and query", "role", "what it does", "headers"], some.map(rowOf))}`,
  );
  return { operations: parts.join("\n\n"), "common errors": commonErrors.map(code).join(" ") };
}

function rowOf(operation: Operation): readonly string[] {
  const { method, path, query, role, domain, title, headers } = operation;
  const asked = Object.keys(query.shape);
  return [
    method,
    code(asked.length === 0 ? path : `${path}?${asked.join("&")}`),
    domain === "all" ? `${role}, all domains` : role,
    title,
    headers.map((header) => (header === "if-match" ? "`If-Match`" : "`Idempotency-Key`")).join(" "),
  ];
}
