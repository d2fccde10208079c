import type { RuleKind } from "./kind.ts";
import { requiredRule } from "./names.ts";

/** `required: true`: the golden fact may not be empty. */
export const required: RuleKind = {
  judgedOn: "entity",
  compile: (_model, type) =>
    [...type.attributes.values()]
      .filter((attribute) => attribute.required)
      .map(({ name, title }) => ({
        breach: {
          rule: requiredRule(name),
          severity: "error",
          dimension: "completeness",
          attribute: name,
          message: `${title} is required, and it is empty.`,
        },
        fails: (facts) => facts.own(name) === null,
      })),
};
