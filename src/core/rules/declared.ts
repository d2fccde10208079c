import { compileExpression } from "../expression/expression.ts";
import type { EntityType, Model, Rule } from "../model/model.ts";
import type { CompiledRule, RuleKind } from "./kind.ts";
import { scopeOfRule } from "./scope-of.ts";

/** The kind of the rules that the model declares with one scope. A check that meets null passes. */
export function declaredRules(scope: Rule["scope"]): RuleKind {
  return {
    judgedOn: scope,
    compile: (model, type) =>
      type.rules.filter((rule) => rule.scope === scope).map((rule) => compileRule(model, type, rule)),
  };
}

function compileRule(model: Model, type: EntityType, rule: Rule): CompiledRule {
  const check = compileExpression(rule.check.text, scopeOfRule(model, type, rule));
  const { name, severity, dimension, attribute } = rule;
  const message = rule.message ?? `${rule.check.text} does not hold.`;
  return {
    breach: { rule: name, severity, dimension, attribute, message },
    fails: (facts) => check(facts) === false,
  };
}
