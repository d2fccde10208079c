import type { FactValues } from "../expression/scope.ts";
import type { FactKey } from "../ids.ts";
import type { Rule } from "../model/model.ts";
import type { Stated } from "../value/canonical.ts";

/** A rule that does not hold. */
export interface RuleBreach {
  /** The name of the rule; `required:<attribute>` where a required fact is empty. */
  readonly rule: string;
  readonly severity: Rule["severity"];
  readonly dimension: Rule["dimension"];
  /** The attribute that the rule is about, where it is about one. */
  readonly attribute: string | null;
  /** For people. Never a value, which may be personal. */
  readonly message: string;
}

/** The rules of one entity type, ready to judge. All are pure; an empty list says that everything holds. */
export interface CompiledRules {
  /** Scope `field`: at the door, on one value alone. */
  judgeField(fact: FactKey, value: Stated): readonly RuleBreach[];
  /** Scope `record`: at the door, on what one record states. What it does not state is null. */
  judgeRecord(claims: ReadonlyMap<FactKey, Stated>): readonly RuleBreach[];
  /** Scope `entity` and `required`: on the golden record. */
  judgeEntity(values: FactValues): readonly RuleBreach[];
}
