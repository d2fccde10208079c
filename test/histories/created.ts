import { attributeOfFact } from "../../src/core/model/fact-attribute.ts";
import type { EntityType } from "../../src/core/model/model.ts";
import type { At, Columns, Happening } from "./draw-steps.ts";

/** What was created here, as steps name it: of no source, by the place among all that a history creates. */
export const here = "hub";
export const isHere = ({ source }: At): boolean => source === here;

/** Of some facts those that are decided here, under some condition at least: no others make an entity. */
export function decidedHere(type: EntityType, facts: Columns): ReadonlyMap<string, string | null> {
  const isOurs = (fact: string) => {
    const attribute = attributeOfFact(type, fact);
    return attribute?.elements === false && attribute.authority.some(({ source }) => source === here);
  };
  return new Map(Object.entries(facts).filter(([fact]) => isOurs(fact)));
}

/** The same with the ids of what was created here, of which no drawing knows, in the place of their keys. */
export function withIds(happening: Happening, idOf: (key: string) => string | undefined): Happening {
  const read = (value: string | null) => {
    const [source = "", key = ""] = value?.split(":") ?? [];
    return isHere({ source, key }) ? (idOf(key) ?? value) : value;
  };
  if (happening.kind === "enter" || happening.kind === "override")
    return { ...happening, value: read(happening.value) };
  if (happening.kind !== "create") return happening;
  const facts = Object.entries(happening.facts).map(([fact, value]) => [fact, read(value)]);
  return { ...happening, facts: Object.fromEntries(facts) };
}
