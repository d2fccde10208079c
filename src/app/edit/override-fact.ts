import { factKey } from "../../core/ids.ts";
import type { Raw } from "../../core/value/raw.ts";
import { refuse } from "../../errors.ts";
import type { EntityState, StoredOverride } from "../../store/state.ts";
import { changeEntity } from "../change/change-entity.ts";
import type { Compiled } from "../change/compiled.ts";
import { calendarOf, overrideItem, overrideSubject, sealSaid } from "../change/entered-here.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { checkEnd } from "./check-end.ts";
import { checkReferences } from "./check-reference.ts";
import { type Edited, type EditRequest, editEntity } from "./edit-entity.ts";
import type { EntityToEdit } from "./entity-to-edit.ts";
import { declaredAttribute, inputsHint, readStated, refuseCircle } from "./set-fact.ts";

export interface SetOverride extends EditRequest, EntityToEdit, OverrideOf {}

/** What is set, by whom, and until when. */
export interface OverrideOf {
  readonly attribute: string;
  readonly value: Raw;
  /** The person who answers for it. */
  readonly by: string;
  readonly reason: string;
  /** `2026-12-24`, or until the authority's next statement. */
  readonly until: { readonly day: string } | { readonly change: "authority-changes" };
  /** Today, by the server's calendar: an end lies after it, and no further than the model allows. */
  readonly today: string;
}

/** Sets a value against the authority, where the model allows it: by a named person, with a reason and an end. */
export async function setOverride(hub: Hub, request: SetOverride): Promise<Edited> {
  return editEntity(hub, { ...request, states: request, seals: true }, (work, state) =>
    overrideFact(work, state, request),
  );
}

/** Overrides a fact of an entity that is loaded. Throws a refusal before it has changed anything. */
export function overrideFact(work: Work, state: EntityState, request: OverrideOf): EntityState {
  const attribute = declaredAttribute(work, state, request.attribute);
  const allowed = attribute.edits.override;
  if (allowed === null) {
    refuse("override-not-allowed", `The model allows no override of "${attribute.name}".`, {
      hint: attribute.correct ?? inputsHint(attribute) ?? "Correct it at its authority.",
    });
  }
  if (request.reason.trim() === "") refuse("reason-missing", "An override has a `reason`.");
  if (!isAmong(work.compiled, allowed.by, request.by)) {
    refuse("override-not-by-you", `Only ${allowed.by} may override "${attribute.name}".`, {
      hint: "Its members are named in the model under people: one of them sets it, or is named as `by` by an admin.",
    });
  }
  if ("day" in request.until) {
    const { until, today } = request;
    checkEnd({ day: until.day, today, days: allowed.days, of: "an override", allows: "The model allows" });
  }
  const fact = factKey(attribute.name);
  const value = readStated(work.compiled, attribute, request.value);
  checkReferences(work, state.type, attribute, value);
  if (attribute.hierarchy && value !== null) refuseCircle(work, state, fact, value);
  const { by, reason, until } = request;
  const subject = overrideSubject(work.keys, attribute, value, state.id);
  const said = sealSaid(work.keys, subject, { by, reason });
  const calendar = calendarOf({ until }, work.calendar);
  const override: StoredOverride = { fact, value, subject, said, since: work.index, until, calendar };
  return changeEntity(work, state, {
    ...here,
    items: [overrideItem(override, { by, reason })],
    overrides: new Map([...state.overrides, [fact, override]]),
  });
}

/** Ends an override before its time. */
export async function endOverride(
  hub: Hub,
  request: EditRequest & EntityToEdit & { readonly attribute: string },
): Promise<Edited> {
  return editEntity(hub, { ...request, states: null, seals: false }, (work, state) =>
    liftOverride(work, state, request.attribute),
  );
}

/** Ends an override of an entity that is loaded; refuses where none stands. */
export function liftOverride(work: Work, state: EntityState, attribute: string): EntityState {
  const fact = factKey(declaredAttribute(work, state, attribute).name);
  if (!state.overrides.has(fact)) refuse("override-unknown", "No override stands for this fact.");
  const overrides = new Map(state.overrides);
  overrides.delete(fact);
  const items = [{ item: { fact, op: "override-end" as const, detail: { why: "ended" } }, subject: null }];
  return changeEntity(work, state, { ...here, items, overrides });
}

const here = {
  kind: "override",
  record: null,
  source: "hub",
  position: null,
  incarnation: 0,
  before: new Map(),
} as const;

/** `by` in the model names people; whoever is not among their members may not. No name there: any steward may. */
function isAmong({ model }: Compiled, people: string | null, person: string): boolean {
  if (people === null || people === person) return true;
  return model.people.get(people)?.members.includes(person) ?? false;
}
