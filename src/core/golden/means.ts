import type { DivergencePattern } from "../divergence/divergence.ts";
import { compileExpression } from "../expression/expression.ts";
import type { Evaluate, ExpressionScope } from "../expression/scope.ts";
import type { Attribute, CodeList } from "../model/model.ts";
import type { Stated } from "../value/canonical.ts";

/** A source and its system: who holds a value that is compared. */
export interface Target {
  readonly source: string;
  readonly system: string;
}

/** What resolution takes as given: what a condition means, what equal means, and how values differ. */
export interface Means {
  compileExpression(text: string, scope: ExpressionScope): Evaluate;
  /** Whether two values of the attribute are equal, one of them held by the target. */
  sameValue(attribute: Attribute, a: Stated, b: Stated, target: Target | null): boolean;
  /** How two values that are not equal differ. `codes` is the list whose spellings may be confused. */
  differencePattern(
    attribute: Attribute,
    codes: CodeList | null,
    golden: Stated,
    held: Stated,
  ): DivergencePattern;
}

/**
 * The means of core.
 * NOTE: values are equal here where their canonical texts are, whatever `compare` says.
 */
export const coreMeans: Means = {
  compileExpression,
  sameValue: (_attribute, a, b) => a === b,
  differencePattern: (_attribute, _codes, golden, held) =>
    golden === null || held === null ? "empty" : "other",
};
