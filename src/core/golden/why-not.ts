import { spokesman } from "../authority/survivorship.ts";
import type { DecidingRule } from "./explanation.ts";
import { awaitsReference, type Claim, type GoldenFact, type RecordState } from "./golden.ts";
import { type FactPlan, hub } from "./plan.ts";

/** Why a claim is not the golden value, in words. `record` is `null` for what was entered here. */
export function whyNot(
  plan: FactPlan,
  fact: GoldenFact,
  rule: DecidingRule | null,
  record: RecordState | null,
  claim: Claim,
  beside: readonly RecordState[],
): string {
  const source = record?.source ?? hub;
  const trusted = source === fact.authority || plan.attribute.fallback.includes(source);
  if (record !== null && (trusted || source === fact.source)) {
    const spoken = spokesman(plan.survivorship, beside, true)?.record ?? silentLeader(plan, beside);
    if (spoken !== null && spoken.id !== record.id) {
      const rule = ruleWords[plan.survivorship.by];
      const nothing = spoken.claims.has(plan.key) ? "" : ", and says nothing";
      return `Another record of ${source}, ${spoken.key}, speaks for it (${rule})${nothing}.`;
    }
  }
  if (plan.union && plan.authorities.some((one) => one.declared.source === source))
    return `It is one of the union; ${fact.source ?? "nobody"} is named because it comes first in the model.`;
  if (source === fact.authority) return whyNotAuthority(plan, fact, claim);
  if (plan.attribute.fallback.includes(source)) return whyNotFallback(fact, claim);
  const listed = plan.authorities.findIndex((one) => one.declared.source === source);
  if (listed >= 0) return whyNotListed(plan, rule, listed);
  if (plan.attribute.copies.some((copy) => copy.source === source)) {
    return "It is a copy: it follows the golden value and is never believed for it.";
  }
  return "It is neither authority, fallback nor copy of this fact: it is never believed for it.";
}

/** Under `same-as`, the record that won the other attribute, though it says nothing about this one. */
function silentLeader(plan: FactPlan, beside: readonly RecordState[]): RecordState | null {
  const { lead } = plan.survivorship;
  return lead === null ? null : (spokesman(lead, beside, true)?.record ?? null);
}

const ruleWords = {
  oldest: "the oldest record that says something",
  "most-recent": "the most recent by its own order",
  "most-complete": "the most complete",
  longest: "the longest value",
  "same-as": "the record that won the attribute this one follows",
} as const;

function whyNotAuthority(plan: FactPlan, fact: GoldenFact, claim: Claim): string {
  if (fact.basis === "override") return "It is the authority, but an override stands.";
  if (fact.basis === "held") return "It is the authority, but what it says waits for approval.";
  if (fact.basis === "carried") {
    return `It became the authority by a hand-over${fact.handover?.from ? ` from ${fact.handover.from}` : ""} and has said nothing new since; the standing value is carried until it does or holds it too.`;
  }
  if (plan.gap && claim.value === null)
    return "It is the authority, but its empty value counts as a gap here.";
  if (awaitsReference(fact)) return "It is the authority, but the target of its reference has not arrived.";
  return "It is the authority; the entity is yet to be resolved anew under the model in force.";
}

function whyNotFallback(fact: GoldenFact, claim: Claim): string {
  if (fact.basis === "fallback") {
    if (claim.value === null) return "It is a fallback, and a fallback's empty value is not believed.";
    if (claim.ownWrite) return "It is a fallback, but it only holds what we wrote there ourselves.";
    return `It is a fallback, but ${fact.source} is asked before it.`;
  }
  if (fact.basis === "none") return "It is a fallback, and a fallback's empty value is not believed.";
  if (fact.basis === "held") return "It is a fallback, and what is said of the fact waits for approval.";
  if (fact.basis === "carried") return "It is a fallback, and the standing value is carried.";
  if (fact.basis === "override") return "It is a fallback, and an override stands.";
  return `It is a fallback: asked only where the authority, ${fact.authority}, says nothing.`;
}

function whyNotListed(plan: FactPlan, rule: DecidingRule | null, listed: number): string {
  const declared = plan.authorities[listed]?.declared;
  const when = declared?.when ? `when ${declared.when.text}` : "when none before it is";
  if (rule === null || listed < rule.index) {
    return `It is the authority only ${when}, which does not hold now.`;
  }
  return `It is the authority only ${when}; ${rule.source} comes before it${rule.when ? ` (${rule.when})` : ""}.`;
}
