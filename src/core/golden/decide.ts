import { entityId } from "../ids.ts";
import type { Stated } from "../value/canonical.ts";
import { type Said, saidBy } from "./believe.ts";
import { awaitsReference, type Basis, type GoldenFact, type Handover } from "./golden.ts";
import { claimAbout, type FactPlan, hub } from "./plan.ts";
import { standingOverride } from "./standing-override.ts";
import { isNow, make, notice, survivorOf, type Work } from "./work.ts";

/** Decides one fact, when those that it depends on are decided. `authority` is the source that is it now. */
export function decideFact(plan: FactPlan, authority: string | null, work: Work): GoldenFact {
  const claim = authority === null ? null : saidBy(authority, plan, work.living, work.input, !plan.union);
  return decideClaim(plan, authority, claim, work);
}

/** Decides one fact by what its authority says, `null` where it says nothing. */
export function decideClaim(
  plan: FactPlan,
  authority: string | null,
  claim: Said | null,
  work: Work,
): GoldenFact {
  const previous = work.input.previous?.facts.get(plan.key) ?? null;
  const override = work.input.overrides.get(plan.key);
  if (override !== undefined) {
    const standing = standingOverride(plan, override, claim, authority, previous, work);
    if (standing !== null) {
      // What is stated beneath it waits all the same, so that nothing comes through unseen when it ends.
      if (plan.attribute.approve !== null)
        mayBelieve(plan, claim ?? fallbackOf(plan, authority, work), previous, work);
      return standing;
    }
  }
  const carried = carry(plan, claim, authority, previous, work);
  if (carried !== null) {
    work.approvals.lapse("claim", plan.key);
    return carried;
  }
  const said = claim ?? fallbackOf(plan, authority, work);
  if (!mayBelieve(plan, said, previous, work)) return held(plan, authority, previous, work);
  if (said !== null)
    return settle(previous, said, claim === null ? "fallback" : "authority", authority, work);
  return make(previous, null, "none", null, null, authority, null, work);
}

/** Whether what is said may be believed, or waits for people to agree to it. That nobody says anything needs no approval. */
function mayBelieve(plan: FactPlan, said: Said | null, previous: GoldenFact | null, work: Work): boolean {
  const { approve } = plan.attribute;
  if (approve === null) return true;
  if (said === null || said.awaits) {
    work.approvals.lapse("claim", plan.key);
    return true;
  }
  const quorum = approve.for.has(said.source === hub ? "correction" : "source") ? plan.quorum : null;
  const { value, source, record } = said;
  const candidate = { value, source, record, is: isNow(plan, value, work) };
  return work.approvals.permits("claim", plan.key, candidate, previous, quorum);
}

/** The fact while what is said of it waits: as it was agreed to last, or empty. Nobody is cited: nobody says it any more. */
function held(plan: FactPlan, authority: string | null, previous: GoldenFact | null, work: Work): GoldenFact {
  const agreed = work.approvals.agreedTo("claim", plan.key);
  const value =
    plan.attribute.approve?.meanwhile === "none" || agreed === null
      ? null
      : survivorOf(plan, agreed.value, work);
  const source = value === null ? null : (previous?.source ?? null);
  return make(previous, value, "held", source, null, authority, null, work);
}

/** The fact as nobody says anything, or nothing that can be believed. */
export function believeNobody(plan: FactPlan, work: Work): GoldenFact {
  const previous = work.input.previous?.facts.get(plan.key) ?? null;
  return make(previous, null, "none", null, null, null, null, work);
}

/** A derived fact stands on other facts alone: no source states it, and nobody is its authority. */
export function decideDerived(plan: FactPlan, value: Stated, work: Work): GoldenFact {
  const previous = work.input.previous?.facts.get(plan.key) ?? null;
  return make(previous, value, value === null ? "none" : "derived", null, null, null, null, work);
}

/**
 * A copy-of fact is the other entity's golden fact, with its basis and whom it cites there: the value is as good as
 * it is where it comes from. It is `none` while the reference leads nowhere.
 */
export function decideCopyOf(
  plan: FactPlan,
  copyOf: NonNullable<FactPlan["copyOf"]>,
  work: Work,
): GoldenFact {
  const previous = work.input.previous?.facts.get(plan.key) ?? null;
  const reference = work.facts.get(copyOf.reference);
  const facts = reference?.value ? work.input.references.facts(entityId(reference.value)) : null;
  const other = facts?.get(copyOf.fact);
  const override = work.input.overrides.get(plan.key);
  if (override !== undefined) {
    const claim = other?.source
      ? {
          source: other.source,
          record: other.record,
          value: other.value,
          awaits: other.basis === "none",
          since: other.since,
          begin: "",
        }
      : null;
    const standing = standingOverride(plan, override, claim, other?.authority ?? null, previous, work);
    if (standing !== null) return standing;
  }
  if (other !== undefined) {
    const { value, basis, source, record, authority, handover } = other;
    return make(previous, value, basis, source, record, authority, handover, work);
  }
  const awaited = reference !== undefined && (reference.value !== null || awaitsReference(reference));
  const names = awaited ? reference : null;
  return make(previous, null, "none", names?.source ?? null, names?.record ?? null, null, null, work);
}

/**
 * The hand-over in whose course the fact is. Only what an authority stood behind is handed over: a fallback merely
 * fills in and gives way at once, and an override that has ended no longer stands.
 */
function handoverOf(
  plan: FactPlan,
  authority: string | null,
  previous: GoldenFact | null,
  work: Work,
): Handover | null {
  if (previous === null || plan.attribute.handover === "adopt") return null;
  if (previous.basis !== "authority" && previous.basis !== "carried") return null;
  if (previous.authority === authority) return previous.basis === "carried" ? previous.handover : null;
  return { from: previous.authority, to: authority, index: work.input.index };
}

/**
 * The standing value, carried: until the new authority holds it too, or has said something since the hand-over.
 * `null` where there is nothing to carry, or no longer.
 */
function carry(
  plan: FactPlan,
  claim: Said | null,
  authority: string | null,
  previous: GoldenFact | null,
  work: Work,
): GoldenFact | null {
  const handover = handoverOf(plan, authority, previous, work);
  if (previous === null || handover === null) return null;
  const value = survivorOf(plan, previous.value, work);
  if (claim !== null) {
    if (!claim.awaits && plan.same(claim.value, value, claim.source)) return null;
    if (claim.since > handover.index) return null;
    if (handover !== previous.handover) notice(work, plan, "handover-contradicted", handover);
  }
  const record = previous.record === null ? null : stillCited(plan, previous, value, work);
  return make(previous, value, "carried", previous.source, record, authority, handover, work);
}

/** The record cited so far, as long as it lives and still says so. */
function stillCited(plan: FactPlan, standing: GoldenFact, value: Stated, work: Work): GoldenFact["record"] {
  if (standing.source === null) return null;
  for (const record of work.living.of(standing.source)) {
    if (record.id !== standing.record) continue;
    const stated = claimAbout(plan, record)?.value;
    if (stated === undefined) return null;
    return plan.same(survivorOf(plan, stated, work), value, standing.source) ? record.id : null;
  }
  return null;
}

/**
 * The first fallback that has a value. Fallbacks fill in what the authority does not say, so their *empty* is not
 * believed (it would clear copies). What we wrote ourselves is heard only where nobody says anything independent.
 */
function fallbackOf(plan: FactPlan, authority: string | null, work: Work): Said | null {
  for (const echoes of [false, true]) {
    for (const source of plan.attribute.fallback) {
      if (source === authority) continue;
      const claim = saidBy(source, plan, work.living, work.input, echoes);
      if (claim !== null && (claim.value !== null || claim.awaits)) return claim;
    }
  }
  return null;
}

/** A claim as the golden fact; `none`, but naming its source, while it is a reference that awaits its target. */
function settle(
  previous: GoldenFact | null,
  claim: Said,
  basis: Basis,
  authority: string | null,
  work: Work,
): GoldenFact {
  return make(
    previous,
    claim.value,
    claim.awaits ? "none" : basis,
    claim.source,
    claim.record,
    authority,
    null,
    work,
  );
}
