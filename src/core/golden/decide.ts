import { entityId } from "../ids.ts";
import type { Stated } from "../value/canonical.ts";
import type { ApprovalBook } from "./approval.ts";
import { type Living, type Said, saidBy, targetOf } from "./believe.ts";
import { awaitsReference, type Basis, type GoldenFact, type Handover, type Override } from "./golden.ts";
import { claimAbout, type FactPlan, hub } from "./plan.ts";
import type { EndedOverride, Notice, ResolveInput } from "./resolution.ts";

/** One entity while its facts are being resolved. */
export interface Work {
  readonly input: ResolveInput;
  readonly living: Living;
  /** The facts resolved so far. */
  readonly facts: ReadonlyMap<string, GoldenFact>;
  readonly endedOverrides: EndedOverride[];
  readonly notices: Notice[];
  readonly approvals: ApprovalBook;
}

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

/** The override as the golden fact; `null` where it ends with this entry, or waits for people to agree to it. */
function standingOverride(
  plan: FactPlan,
  override: Override,
  claim: Said | null,
  authority: string | null,
  previous: GoldenFact | null,
  work: Work,
): GoldenFact | null {
  const standing = mayOverride(plan, override, previous, work)
    ? underOverride(plan, override, claim, authority, previous, work)
    : null;
  if (standing === null) endIdle(plan, override, claim, work);
  return standing;
}

/** Whether the override may stand, or waits for people to agree to it. */
function mayOverride(plan: FactPlan, override: Override, previous: GoldenFact | null, work: Work): boolean {
  const { approve } = plan.attribute;
  if (approve === null) return true;
  const value = survivorOf(plan, override.value, work);
  const said = { value, source: hub, record: null, is: isNow(plan, value, work) };
  return work.approvals.permits("override", plan.key, said, previous, approve.for.has("override"));
}

/** Ends an override that does not stand where it would have ended standing: what waited for it lapses with it. */
function endIdle(plan: FactPlan, override: Override, claim: Said | null, work: Work): void {
  const ended = work.endedOverrides.some(({ fact }) => fact === plan.key);
  if (!ended) {
    const why = claim === null ? null : whyEnded(plan, override, claim, override.since, work);
    if (why === null) return;
    work.endedOverrides.push({ fact: plan.key, why });
  }
  work.approvals.forget("override", plan.key);
}

/** Why what the authority says ends an override, `null` where it goes on. */
function whyEnded(
  plan: FactPlan,
  override: Override,
  claim: Said,
  spokeAfter: number,
  work: Work,
): EndedOverride["why"] | null {
  const value = survivorOf(plan, override.value, work);
  if (!claim.awaits && plan.same(claim.value, value, claim.source)) return "agrees";
  return "change" in override.until && claim.since > spokeAfter ? "authority-changed" : null;
}

/** Whether what is said may be believed, or waits for people to agree to it. That nobody says anything needs no approval. */
function mayBelieve(plan: FactPlan, said: Said | null, previous: GoldenFact | null, work: Work): boolean {
  const { approve } = plan.attribute;
  if (approve === null) return true;
  if (said === null || said.awaits) {
    work.approvals.lapse("claim", plan.key);
    return true;
  }
  const asks = approve.for.has(said.source === hub ? "correction" : "source");
  const { value, source, record } = said;
  const candidate = { value, source, record, is: isNow(plan, value, work) };
  return work.approvals.permits("claim", plan.key, candidate, previous, asks);
}

/** Whether what was agreed to is the value: an entity that was merged meanwhile is the one that answers for it. */
const isNow = (plan: FactPlan, value: Stated, work: Work) => (agreed: Stated) =>
  survivorOf(plan, agreed, work) === value;

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

/** The override as the golden fact, or `null` where it ends with this entry. */
function underOverride(
  plan: FactPlan,
  override: Override,
  claim: Said | null,
  authority: string | null,
  previous: GoldenFact | null,
  work: Work,
): GoldenFact | null {
  const { index } = work.input;
  const moved = previous !== null && previous.authority !== authority && override.since < index;
  const earlier = previous?.basis === "override" ? previous.handover : null;
  const handover = moved ? { from: previous.authority, to: authority, index } : earlier;
  const value = survivorOf(plan, override.value, work);
  // What the new authority said before it became it is no statement about this fact.
  const spokeAfter = Math.max(override.since, handover?.index ?? 0);
  const why = claim === null ? null : whyEnded(plan, override, claim, spokeAfter, work);
  if (why !== null) {
    work.endedOverrides.push({ fact: plan.key, why });
    return null;
  }
  if (moved) notice(work, plan, "authority-moved-under-override", handover);
  return make(previous, value, "override", hub, null, authority, handover, work);
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

/** A value that stands here; where it is an entity that was merged meanwhile, the survivor. */
function survivorOf(plan: FactPlan, value: Stated, work: Work): Stated {
  return plan.isReference && value !== null ? targetOf(value, work.input.references) : value;
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

/** Makes the fact, or returns the previous one where it is the same. `since` stays while the value does. */
function make(
  previous: GoldenFact | null,
  value: Stated,
  basis: Basis,
  source: string | null,
  record: GoldenFact["record"],
  authority: string | null,
  handover: Handover | null,
  work: Work,
): GoldenFact {
  if (previous === null)
    return { value, basis, source, record, since: work.input.index, authority, handover };
  // Believed to be empty and said by nobody are both null, and not the same.
  const stays =
    previous.value === value && (value !== null || (previous.basis === "none") === (basis === "none"));
  if (
    stays &&
    previous.basis === basis &&
    previous.source === source &&
    previous.record === record &&
    previous.authority === authority &&
    sameHandover(previous.handover, handover)
  ) {
    return previous;
  }
  return {
    value,
    basis,
    source,
    record,
    since: stays ? previous.since : work.input.index,
    authority,
    handover,
  };
}

function sameHandover(a: Handover | null, b: Handover | null): boolean {
  return a === b || (a !== null && b !== null && a.index === b.index && a.from === b.from && a.to === b.to);
}

function notice(work: Work, plan: FactPlan, kind: Notice["kind"], handover: Handover | null): void {
  work.notices.push({ fact: plan.key, kind, from: handover?.from ?? null, to: handover?.to ?? null });
}
