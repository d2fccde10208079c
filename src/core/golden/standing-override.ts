import type { Said } from "./believe.ts";
import type { GoldenFact, Override } from "./golden.ts";
import { type FactPlan, hub } from "./plan.ts";
import type { EndedOverride } from "./resolution.ts";
import { isNow, make, notice, survivorOf, type Work } from "./work.ts";

/** The override as the golden fact; `null` where it ends with this entry, or waits for people to agree to it. */
export function standingOverride(
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
  const quorum = approve.for.has("override") ? plan.quorum : null;
  return work.approvals.permits("override", plan.key, said, previous, quorum);
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
  if (!("change" in override.until)) return null;
  // A slice that came into force since is a statement too; of an authority that took over meanwhile nobody knows whether before.
  const cameSince = claim.begin > override.calendar && spokeAfter === override.since;
  return claim.since > spokeAfter || cameSince ? "authority-changed" : null;
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
