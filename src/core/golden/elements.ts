import { attributeOf, type FactKey, factKey, qualifierOf } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import type { Canonical, Stated } from "../value/canonical.ts";
import { canonicalJson } from "../value/canonical-json.ts";
import { parseGroup } from "../value/group.ts";
import type { Claim, RecordState } from "./golden.ts";

/** The facts that are elements of a list, of the given ones, each of which comes once, in the order of their keys. */
export function elementFacts(list: FactKey, given: Iterable<FactKey>): readonly FactKey[] {
  const found: FactKey[] = [];
  const prefix = `${list}[`;
  for (const fact of given) if (fact.startsWith(prefix)) found.push(fact);
  return found.sort();
}

/** The facts of an attribute: of a list whose elements are facts, each of those that are known. */
export const factsOfAttribute = (
  { name, elements }: Pick<Attribute, "name" | "elements">,
  known: Iterable<FactKey>,
): readonly FactKey[] => (elements ? elementFacts(factKey(name), known) : [factKey(name)]);

/** What a record says about a fact: of an element of a list that it states whole without it, that it is not there. */
export function claimOn(
  record: Pick<RecordState, "claims">,
  { name, declared, elementOf }: Pick<Attribute, "name" | "declared" | "elementOf">,
): Claim | undefined {
  const claim = record.claims.get(factKey(name));
  return claim ?? (elementOf === null ? undefined : record.claims.get(factKey(declared)));
}

/** The list as one value, from its elements: what stands as `null` is not in it, and without any it is empty. */
export function listOfElements(
  { declared, type }: Pick<Attribute, "declared" | "type">,
  facts: Iterable<readonly [FactKey, Stated]>,
): Canonical | null {
  const elements: (readonly [string, Canonical])[] = [];
  for (const [fact, value] of facts)
    if (value !== null && attributeOf(fact) === declared) elements.push([qualifierOf(fact), value]);
  if (elements.length === 0 || type.kind !== "list") return null;
  elements.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const isGroup = type.of.kind === "group";
  return canonicalJson(
    elements.map(([, value]) => (isGroup ? Object.fromEntries(parseGroup(value)) : value)),
  );
}
