import { invariant } from "../../errors.ts";
import { refuseSpelled } from "./codes.ts";
import { elaborate } from "./elaborate.ts";
import { ExpressionFault } from "./fault.ts";
import { asCondition } from "./logic.ts";
import type {
  CheckedExpression,
  Evaluate,
  EvaluateValue,
  ExpressionResult,
  ExpressionScope,
} from "./scope.ts";
import { parseSyntax } from "./syntax.ts";
import { type Typed, writeFact } from "./typed.ts";

/**
 * Checks the syntax, the names, the types and the size of an expression. `wants` says whether it is a condition
 * (`when`, `check`) or may give any value of a fact (`derived`). An unknown name gets a "did you mean".
 */
export function checkExpression(
  text: string,
  scope: ExpressionScope,
  wants: "boolean" | "any",
): CheckedExpression {
  try {
    const { typed, reads, today } = elaborate(parseSyntax(text), scope);
    if (wants === "boolean") asCondition(typed);
    else if (typed.kind === "text") refuseSpelled(scope.gives, typed.spelled, scope.codes);
    return { ok: true, reads, today, result: wants === "boolean" ? "boolean" : resultOf(typed) };
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return { ok: false, message: error.message, offset: error.offset, hint: error.hint };
  }
}

/** Compiles a condition that has passed `checkExpression(…, "boolean")`. */
export function compileExpression(text: string, scope: ExpressionScope): Evaluate {
  return unfailing(text, () => asCondition(elaborate(parseSyntax(text), scope).typed));
}

/** Compiles a derivation that has passed `checkExpression(…, "any")`. Instants are given in UTC. */
export function compileValue(text: string, scope: ExpressionScope): EvaluateValue {
  return unfailing(text, () => {
    const write = writeFact(elaborate(parseSyntax(text), scope).typed);
    invariant(write !== null, `'${text}' gives no value of a fact`);
    return write;
  });
}

function unfailing<Compiled>(text: string, compile: () => Compiled): Compiled {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    invariant(false, `the expression '${text}' was not checked: ${error.message}`);
  }
}

function resultOf(typed: Typed): ExpressionResult {
  if (typed.kind === "number") return typed.whole ? "integer" : "decimal";
  if (
    typed.kind === "group" ||
    typed.kind === "list" ||
    typed.kind === "json" ||
    typed.kind === "null" ||
    typed.kind === "duration"
  )
    throw new ExpressionFault(
      `This gives ${typed.kind}, which is no value of a fact.`,
      typed.at,
      typed.kind === "json"
        ? "Convert it: string(…), decimal(…), date(…), …"
        : "Give a text, a number, money, a date, a timestamp or a condition.",
    );
  return typed.kind;
}
