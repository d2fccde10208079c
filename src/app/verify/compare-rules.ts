import { nextBoundary } from "../../core/golden/validity.ts";
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
  const { records, hub, overrides, approvals } = state;
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
  if (nextBoundary(records, calendar) !== state.due)
    return entityFault("entity", state.id, "Another moment comes due for it next.");
  if (again.approvals !== approvals)
    return entityFault("approval", state.id, "Resolving it again changes what waits for approval.");
  const { open } = compiled.finder.find({
    golden,
    previous: null,
    records,
    before: new Map(),
    open: [],
    references,
    calendar,
    index,
  });
  return (
    differenceFault(state, open) ??
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
