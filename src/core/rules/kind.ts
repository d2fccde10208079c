import type { FactValues } from "../expression/scope.ts";
import type { EntityType, Model } from "../model/model.ts";
import type { RuleBreach } from "./breach.ts";

/** A kind of rule: on what it is judged, and the rules of this kind that an entity type has. */
export interface RuleKind {
  /** `field` sees one value at the door, `record` what one record states, `entity` the golden record. */
  readonly judgedOn: "field" | "record" | "entity";
  compile(model: Model, type: EntityType): readonly CompiledRule[];
}

export interface CompiledRule {
  /** What is reported where it fails. */
  readonly breach: RuleBreach;
  fails(facts: FactValues): boolean;
}
