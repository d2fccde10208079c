import type { DivergencePattern } from "../divergence/divergence.ts";
import { compileExpression, compileValue } from "../expression/expression.ts";
import type { Evaluate, EvaluateValue, ExpressionScope } from "../expression/scope.ts";
import type { Attribute } from "../model/attribute.ts";
import type { CodeList } from "../model/model.ts";
import type { Stated } from "../value/canonical.ts";
import { sameValue, type Target } from "../value/compare.ts";
import { differencePattern } from "../value/difference.ts";

/** What resolution takes as given: what a condition means, what equal means, and how values differ. */
export interface Means {
  compileExpression(text: string, scope: ExpressionScope): Evaluate;
  compileValue(text: string, scope: ExpressionScope): EvaluateValue;
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

/** The means of core: CEL for conditions, the comparison of values as the model declares it. */
export const coreMeans: Means = { compileExpression, compileValue, sameValue, differencePattern };
