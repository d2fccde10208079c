import { GoldenValues } from "../authority/authority.ts";
import type { Evaluate } from "../expression/scope.ts";
import type { Means } from "../golden/means.ts";
import type { FactPlan } from "../golden/plan.ts";
import { nextBoundary, type Slice } from "../golden/validity.ts";
import type { Edits } from "../model/attribute.ts";
import { listsSeen } from "../model/fact-attribute.ts";
import type { EntityType, Model } from "../model/model.ts";
import { scopeOf } from "../rules/scope-of.ts";
import { shiftDay } from "../value/calendar.ts";
import type { WorldMoment } from "../value/world-moment.ts";
import type { Divergence, Leave } from "./divergence.ts";
import type { FindInput } from "./finding.ts";
import { type Waivers, waiverKey } from "./waiver.ts";

/** Tells whether a copy that differs may do so, and until when: by a person's waiver, else by the model. */
export type LeaveOf = (
  plan: FactPlan,
  found: Omit<Divergence, "leave">,
  waivers: Waivers,
  input: FindInput,
) => Leave | null;

/** Compiles the conditions under which the copies of a type may be edited where they are. */
export function compileLeave(model: Model, type: EntityType, means: Means): LeaveOf {
  const scope = scopeOf(model, type);
  const conditions = new Map<Edits["local"], Evaluate>();
  for (const { edits } of type.attributes.values())
    if (edits.local?.when) conditions.set(edits.local, means.compileExpression(edits.local.when.text, scope));
  const lists = listsSeen(model, type);
  return (plan, found, waivers, input) => {
    const waiver = waivers.get(waiverKey(found.fact, found.record));
    if (waiver !== undefined) return { kind: "waiver", until: waiver.until };
    const { local } = plan.attribute.edits;
    if (local === null || !isEditThere(found)) return null;
    const until = shiftDay(found.openedOn, local.days);
    if (until <= input.calendar) return null;
    const when = conditions.get(local);
    const holds = when === undefined || when(new GoldenValues(input.golden.facts, input, lists)) === true;
    return holds ? { kind: "local", until } : null;
  };
}

/**
 * Whether the copy differs by what somebody does there: changed it, emptied it, or always had it otherwise. A copy that has not
 * followed the golden value yet is none, nor one that never had any.
 */
const isEditThere = ({ cause, wasInStep }: Omit<Divergence, "leave">): boolean =>
  cause === "foreign-edit" || cause === "never-synced" || (cause === "missing" && wasInStep);

/** What the next moment of an entity depends on. */
export interface Dated {
  readonly records: readonly Slice[];
  readonly waivers: Waivers;
  readonly divergences: readonly Divergence[];
}

/** The next moment at which something of an entity comes into force or ends: a slice of a record, a leave. `null` for none. */
export function nextDue({ records, waivers, divergences }: Dated, calendar: WorldMoment): WorldMoment | null {
  let next = nextBoundary(records, calendar);
  const consider = (until: string): void => {
    if (until > calendar && (next === null || until < next)) next = until;
  };
  for (const { until } of waivers.values()) consider(until);
  for (const { leave } of divergences) if (leave !== null) consider(leave.until);
  return next;
}
