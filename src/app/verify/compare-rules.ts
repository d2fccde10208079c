import type { Found } from "../../core/divergence/finding.ts";
import { nextDue } from "../../core/divergence/leave.ts";
import { noWaivers } from "../../core/divergence/waiver.ts";
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
  const found = { golden, records, before: new Map(), references, calendar, index, today: work.today };
  const { open } = compiled.finder.find({ ...found, previous: null, open: [], waivers: noWaivers });
  const still = compiled.finder.find({ ...found, previous: golden, open: state.divergences, waivers });
  return (
    differenceFault(state, open) ??
    leaveFault(state, still) ??
    findingsFault(state, breachesOf(compiled, { ...again, golden, records }, work))
  );
}

function differenceFault(state: EntityState, open: EntityState["divergences"]): VerifyFault | null {
  const nameOf = (one: EntityState["divergences"][number]) => `${one.fact}\u0000${one.record}`;
  const found = new Set(open.map(nameOf));
  for (const one of state.divergences) {
    if (found.delete(nameOf(one))) continue;
    const { fact, record } = one;
    return entityFault("divergence", state.id, "A divergence is open, but the copy does not differ.", {
      fact,
      record,
    });
  }
  const missed = open.find((one) => found.has(nameOf(one)));
  if (missed === undefined) return null;
  const { fact, record } = missed;
  return entityFault("divergence", state.id, "A copy differs, but no divergence is open.", { fact, record });
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
  const due = new Set(breaches.map((one) => `${one.rule}\u0000${one.attribute ?? ""}`));
  for (const { rule, fact } of state.findings) {
    if (due.delete(`${rule}\u0000${fact}`)) continue;
    return entityFault("finding", state.id, `The finding "${rule}" is open, but the rule holds.`, { fact });
  }
  const [missed] = due;
  if (missed === undefined) return null;
  const [rule = "", fact = ""] = missed.split("\u0000");
  return entityFault("finding", state.id, `The rule "${rule}" does not hold, but no finding is open.`, {
    fact,
  });
}
