import { wasInStepFor } from "../../core/divergence/cause.ts";
import type { Divergence } from "../../core/divergence/divergence.ts";
import type { Found } from "../../core/divergence/finding.ts";
import { nextDue } from "../../core/divergence/leave.ts";
import { logIndex } from "../../core/ids.ts";
import type { RuleBreach } from "../../core/rules/breach.ts";
import type { EntityState } from "../../store/state.ts";
import { productActor } from "../actors.ts";
import { breachesOf } from "../change/breaches.ts";
import type { Work } from "../change/work.ts";
import { entityFault, type VerifyFault } from "./fault.ts";

/** Checks that resolving again changes nothing, and that divergences and findings are what the rows come to. */
export function compareRules(work: Work, state: EntityState): VerifyFault | null {
  const compiled = work.typeOf(state.type);
  const golden = state.golden ?? { facts: new Map(), state: "active" as const };
  const { references, calendar } = work;
  const { records, hub, overrides, approvals, waivers } = state;
  const index = logIndex(state.lastIndex + 1);
  const decided = { hub, overrides, approvals, requester: productActor };
  const again = compiled.resolver.resolve({
    entity: state.id,
    records,
    ...decided,
    previous: golden,
    references,
    calendar,
    index,
  });
  const [fact] = again.changed;
  if (fact !== undefined || again.golden.state !== golden.state) {
    return entityFault("resolution", state.id, "Resolving it again changes it.", { fact: fact ?? null });
  }
  if (nextDue(state, calendar) !== state.due)
    return entityFault("entity", state.id, "Another moment comes due for it next.");
  if (again.approvals !== approvals)
    return entityFault("approval", state.id, "Resolving it again changes what waits for approval.");
  const still = compiled.finder.find({
    golden,
    previous: golden,
    records,
    before: new Map(),
    open: state.divergences,
    references,
    calendar,
    index,
    today: work.today,
    waivers,
  });
  const gone = still.closed.map(({ divergence }) => divergence);
  return (
    divergenceFault(state, "A divergence is open, but the copy does not differ.", gone) ??
    divergenceFault(state, "A copy differs, but no divergence is open.", still.opened) ??
    leaveFault(state, still) ??
    divergenceFault(
      state,
      "A copy differs for another cause than it says.",
      state.divergences.filter(isOtherwise),
    ) ??
    divergenceFault(state, "A divergence is not what it says.", still.changed) ??
    findingsFault(state, breachesOf(compiled, { ...again, golden, records }, work))
  );
}

function divergenceFault(
  state: EntityState,
  message: string,
  [first]: EntityState["divergences"],
): VerifyFault | null {
  if (first === undefined) return null;
  const { fact, record } = first;
  return entityFault("divergence", state.id, message, { fact, record });
}

function isOtherwise({ cause, wasInStep }: Divergence): boolean {
  const was = wasInStepFor(cause);
  return was !== null && was !== wasInStep;
}

/** What may differ follows from the waivers and the model, and no waiver is left whose end has come. */
function leaveFault(state: EntityState, { changed, endedWaivers }: Found): VerifyFault | null {
  const moved = changed.find((one) => {
    const was = state.divergences.find(({ fact, record }) => fact === one.fact && record === one.record);
    return was?.leave?.kind !== one.leave?.kind || was?.leave?.until !== one.leave?.until;
  });
  if (moved !== undefined) {
    const { fact, record } = moved;
    return entityFault("divergence", state.id, "Whether the copy may differ is not what it says.", {
      fact,
      record,
    });
  }
  const [ended] = endedWaivers;
  if (ended === undefined) return null;
  const { fact, record } = ended.waiver;
  return entityFault("waiver", state.id, "A waiver stands that has ended.", { fact, record });
}

function findingsFault(state: EntityState, breaches: readonly RuleBreach[]): VerifyFault | null {
  const due = new Map(breaches.map((one) => [`${one.rule}\u0000${one.attribute ?? ""}`, one]));
  for (const { rule, fact, severity, dimension, message } of state.findings) {
    const breach = due.get(`${rule}\u0000${fact}`);
    const fault = (words: string) => entityFault("finding", state.id, words, { fact });
    if (breach === undefined) return fault(`The finding "${rule}" is open, but the rule holds.`);
    if (breach.severity !== severity || breach.dimension !== dimension || breach.message !== message)
      return fault(`The finding "${rule}" is not what it says.`);
    due.delete(`${rule}\u0000${fact}`);
  }
  const [missed] = due.values();
  if (missed === undefined) return null;
  const { rule, attribute } = missed;
  return entityFault("finding", state.id, `The rule "${rule}" does not hold, but no finding is open.`, {
    fact: attribute ?? "",
  });
}
