import { approvalKey } from "../../src/core/golden/approval.ts";
import { claimOn } from "../../src/core/golden/elements.ts";
import type { GoldenFact } from "../../src/core/golden/golden.ts";
import { type FactKey, factKey } from "../../src/core/ids.ts";
import type { Attribute } from "../../src/core/model/attribute.ts";
import { type Asked, must } from "./asked.ts";
import { followed, heard, isTogether, type One, same } from "./stated.ts";

/** Holds a golden fact to what it stands on: a living claim that says it, what was carried or agreed to, the hub's, or an override. */
export function cites({ asked, key, fact, attribute }: One): void {
  const { input, resolution } = asked;
  if (attribute.copyOf !== null) {
    copies(asked, fact, attribute.copyOf, key);
  } else if (fact.basis === "none") {
    must(fact.value === null, key);
    must(attribute.type.kind === "ref" || (fact.record === null && fact.source === null), key);
  } else if (fact.basis === "derived") {
    const value = (name: string) => resolution.golden.facts.get(factKey(name))?.value;
    must(fact.source === null && fact.record === null && fact.authority === null, key);
    must(key !== "label" || fact.value === `${value("stage")}/${value("name")}`, key);
  } else if (fact.basis === "held") {
    const agreed = resolution.approvals.get(approvalKey("claim", key))?.agreed ?? null;
    must(fact.record === null, key);
    const last = agreed?.value == null ? null : followed(asked, attribute, agreed.value);
    must([last, null].includes(fact.value), `${key} is ${fact.value}, agreed is ${last}`);
  } else if (fact.basis === "override") {
    const set = input.overrides.get(key)?.value ?? null;
    must(fact.value === (set === null ? null : followed(asked, attribute, set)), key);
  } else if (isTogether(attribute)) {
    must(fact.value !== null || fact.basis === "authority", key);
  } else if (fact.record === null) {
    // Where it leads now: what it led to before may have been merged away by this very entry.
    const entered = input.hub.get(key)?.value ?? null;
    const is = entered === null ? null : followed(asked, attribute, entered);
    must(fact.basis === "carried" || is === fact.value, key);
  } else {
    const cited = heard(asked).find((candidate) => candidate.id === fact.record);
    must(cited?.source === fact.source, `${key} cites ${fact.record}`);
    const value = (cited && claimOn(cited, attribute)?.value) ?? null;
    const is = value === null ? null : followed(asked, attribute, value);
    must(is === fact.value || (fact.basis === "carried" && same(asked, attribute, value, fact.value)), key);
  }
}

/** A copy-of fact is the fact of the other entity, unless it is overridden here. */
function copies(
  { input, resolution }: Asked,
  fact: GoldenFact,
  { reference, attribute }: NonNullable<Attribute["copyOf"]>,
  key: FactKey,
): void {
  if (fact.basis === "override" && input.overrides.has(key)) return;
  const target = resolution.golden.facts.get(factKey(reference))?.value ?? null;
  const other = target === null ? null : input.references.facts(target as never)?.get(factKey(attribute));
  if (other == null) must(fact.value === null && fact.basis === "none", key);
  else must(fact.value === other.value && fact.basis === other.basis && fact.source === other.source, key);
}
