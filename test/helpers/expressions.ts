import { expect } from "vitest";
import { checkExpression, compileExpression, compileValue } from "../../src/core/expression/expression.ts";
import type { ExpressionScope, FactValues } from "../../src/core/expression/scope.ts";
import type { ValueType } from "../../src/core/model/value-type.ts";

const target: ReadonlyMap<string, ValueType> = new Map<string, ValueType>([
  ["stage", { kind: "code", codes: "stage" }],
  ["opened", { kind: "date" }],
]);
/** Attributes of every type, and a reference to what has some more. */
export const scope: ExpressionScope = {
  attributes: new Map<string, ValueType>([
    ["stage", { kind: "code", codes: "stage" }],
    ["name", { kind: "text" }],
    ["active", { kind: "boolean" }],
    ["count", { kind: "integer" }],
    ["rate", { kind: "decimal" }],
    ["other", { kind: "decimal" }],
    ["ratio", { kind: "float" }],
    ["budget", { kind: "money", currency: "EUR" }],
    ["cost", { kind: "money", currency: null }],
    ["day", { kind: "date" }],
    ["at", { kind: "timestamp", zone: true }],
    ["wall", { kind: "timestamp", zone: false }],
    ["extra", { kind: "json" }],
    ["campaign", { kind: "ref", to: "campaign" }],
    ["package", { kind: "text" }],
  ]),
  references: new Map([["campaign", target]]),
};

/** Facts by their names, in canonical text. */
export type Facts = Readonly<Record<string, string>>;

export function factsOf(own: Facts): FactValues {
  const values = new Map(Object.entries(own));
  return {
    own: (attribute) => values.get(attribute) ?? null,
    through: (reference, attribute) => values.get(`${reference}.${attribute}`) ?? null,
  };
}

/** What a condition that passes the check comes to. */
export function judge(text: string, own: Facts = {}): boolean | null {
  const checked = checkExpression(text, scope, "boolean");
  expect(checked, text).toMatchObject({ ok: true });
  return compileExpression(text, scope)(factsOf(own));
}

/** What an expression that passes the check comes to, as text. */
export function value(text: string, own: Facts = {}): string | null {
  const checked = checkExpression(text, scope, "any");
  expect(checked, text).toMatchObject({ ok: true });
  return compileValue(text, scope)(factsOf(own));
}

/** What is said of a condition that does not pass the check. */
export function refused(text: string): { readonly message: string; readonly hint: string | null } {
  const checked = checkExpression(text, scope, "boolean");
  if (checked.ok) throw new Error(`'${text}' was accepted`);
  return checked;
}
