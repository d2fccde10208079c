import { decides } from "../../core/divergence/copies.ts";
import type { Divergence } from "../../core/divergence/divergence.ts";
import { waiverKey } from "../../core/divergence/waiver.ts";
import { type FactKey, factKey, type RecordId } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { refuse } from "../../errors.ts";
import { waiverDaysMax } from "../../limits.ts";
import type { EntityState, StoredWaiver } from "../../store/state.ts";
import { changeEntity } from "../change/change-entity.ts";
import { sealSaid } from "../change/entered-here.ts";
import { waiverEnd, waiverItem } from "../change/leave-items.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { checkEnd } from "./check-end.ts";
import { type Edited, type EditRequest, editEntity } from "./edit-entity.ts";
import type { EntityToEdit } from "./entity-to-edit.ts";
import { declaredAttribute } from "./set-fact.ts";

/** One copy of a fact: what a source holds of it. */
export interface CopyMeant {
  readonly attribute: string;
  readonly source: string;
  /** The key of the record, where the source has several of the entity; `null`: the one that is concerned. */
  readonly key: string | null;
}

/** What is allowed, by whom, and until when. */
export interface WaiverOf extends CopyMeant {
  /** The person who answers for it. */
  readonly by: string;
  readonly reason: string;
  /** `2026-12-24`: on that day the copy has to follow again. */
  readonly until: string;
  /** The entry of the waiver that this one takes the place of; `null`: none stands. */
  readonly replaces: number | null;
}

/** Lets one copy that differs do so for a time: by a named person, with a reason and an end. */
export async function waiveDivergence(
  hub: Hub,
  request: EditRequest & EntityToEdit & WaiverOf,
): Promise<Edited> {
  return editEntity(hub, { ...request, states: null, seals: true }, (work, state) =>
    waiveCopy(work, state, request),
  );
}

/** The same on an entity that is loaded. Throws a refusal before it has changed anything. */
export function waiveCopy(work: Work, state: EntityState, request: WaiverOf): EntityState {
  const attribute = declaredAttribute(work, state, request.attribute);
  checkCopy(attribute, request.source);
  if (request.reason.trim() === "") refuse("reason-missing", "A waiver has a `reason`.");
  checkWaiverEnd(work, request.until);
  const { record } = divergenceMeant(state, attribute, request);
  checkReplaced(state, waiverKey(factKey(attribute.name), record), request.replaces);
  return giveLeave(work, state, [{ fact: factKey(attribute.name), record }], request);
}

/** A waiver ends after today, and within a year. */
export function checkWaiverEnd({ today }: Pick<Work, "today">, until: string): void {
  checkEnd({ day: until, today, days: waiverDaysMax, of: "a waiver", allows: "A waiver is for at most" });
}

/** Lets copies of an entity differ: one entry tells it of all of them, and of which decision on a `group` it is part. */
export function giveLeave(
  work: Work,
  state: EntityState,
  copies: readonly { readonly fact: FactKey; readonly record: RecordId }[],
  { by, reason, until }: Pick<WaiverOf, "by" | "reason" | "until">,
  group: string | null = null,
): EntityState {
  const said = sealSaid(work.keys, state.id, { by, reason });
  const given = copies.map(
    ({ fact, record }): StoredWaiver => ({
      ...{ fact, record, until, since: work.index },
      ...{ subject: state.id, said, decision: group },
    }),
  );
  return changeEntity(work, state, {
    ...decision,
    items: given.map((waiver) => waiverItem(waiver, { by, reason })),
    waivers: new Map([
      ...state.waivers,
      ...given.map((waiver) => [waiverKey(waiver.fact, waiver.record), waiver] as const),
    ]),
  });
}

/** Takes leave to differ back before its time. */
export async function withdrawWaiver(
  hub: Hub,
  request: EditRequest & EntityToEdit & CopyMeant,
): Promise<Edited> {
  return editEntity(hub, { ...request, states: null, seals: false }, (work, state) =>
    endLeave(work, state, request),
  );
}

/** The same on an entity that is loaded; refuses where none stands. */
export function endLeave(work: Work, state: EntityState, { attribute, source, key }: CopyMeant): EntityState {
  const fact = factKey(declaredAttribute(work, state, attribute).name);
  const records = recordsOf(state, source, key);
  const standing = [...state.waivers.values()].filter((one) => one.fact === fact && records.has(one.record));
  const [waiver, more] = standing;
  if (waiver === undefined) {
    if (key !== null && records.size === 0) refuseNoRecord("waiver-unknown", source);
    refuse("waiver-unknown", `No waiver stands for "${fact}" in ${source}.`, {
      hint: "`bailiwick waivers` lists those that do.",
    });
  }
  if (more !== undefined) refuseUnclear(source);
  return takeBack(work, state, [waiver]);
}

/** Takes some of the leave on an entity back: one entry tells it of all of them, and of which decision on a `group` that is part. */
export function takeBack(
  work: Work,
  state: EntityState,
  ended: readonly StoredWaiver[],
  group: string | null = null,
): EntityState {
  const waivers = new Map(state.waivers);
  for (const { fact, record } of ended) waivers.delete(waiverKey(fact, record));
  return changeEntity(work, state, {
    ...decision,
    items: ended.map((one) => waiverEnd(one, "withdrawn", group)),
    waivers,
  });
}

const decision = {
  kind: "decision",
  record: null,
  source: null,
  position: null,
  incarnation: 0,
  before: new Map(),
} as const;

function checkCopy({ name, copies }: Attribute, source: string): void {
  if (copies.some((copy) => copy.source === source)) return;
  const known = copies.map((copy) => copy.source).join(", ");
  refuse("copy-unknown", `${source.slice(0, 100)} is no copy of "${name}".`, {
    hint: known === "" ? "The model declares none." : `The model declares: ${known}.`,
  });
}

/** The one divergence that is meant; refuses where there is none, or it is not clear which. */
function divergenceMeant(state: EntityState, attribute: Attribute, copy: CopyMeant): Divergence {
  const { source, key } = copy;
  const fact = factKey(attribute.name);
  const records = recordsOf(state, source, key);
  const found = state.divergences.filter((one) => one.fact === fact && records.has(one.record));
  const [divergence, more] = found;
  if (more !== undefined) refuseUnclear(source);
  if (divergence !== undefined) return divergence;
  if (key !== null && records.size === 0) refuseNoRecord("divergence-unknown", source);
  const isAuthority = decides(attribute, state.golden?.facts.get(fact), source);
  return refuse(
    "divergence-unknown",
    isAuthority
      ? `${source} decides on "${fact}" now: it is no copy.`
      : `Nothing that ${source} holds of "${fact}" differs.`,
    { hint: "There is leave only for what differs now: `bailiwick explain` shows the copies." },
  );
}

const recordsOf = (state: EntityState, source: string, key: string | null): ReadonlySet<RecordId> =>
  new Set(
    state.records
      .filter((one) => one.source === source && (key === null || one.key === key))
      .map(({ id }) => id),
  );

function refuseNoRecord(code: "divergence-unknown" | "waiver-unknown", source: string): never {
  refuse(code, `The entity has no record of ${source} under this \`key\`.`, {
    hint: "`bailiwick entity get` shows its records. A key of several columns is written as a JSON array.",
  });
}

function refuseUnclear(source: string): never {
  refuse("copy-unclear", `Several records of ${source} are concerned.`, {
    hint: "Say by `key` which one is meant.",
  });
}

/** A waiver that stands is replaced only by someone who has seen it. */
function checkReplaced(state: EntityState, key: string, replaces: number | null): void {
  const standing = state.waivers.get(key)?.since ?? null;
  if (standing === replaces) return;
  if (standing === null) refuse("waiver-unknown", `The waiver of entry ${replaces} no longer stands.`);
  refuse("waiver-stands", `The copy may differ already, by entry ${standing}.`, {
    hint: `Withdraw that waiver first, or say that this one takes its place: \`replaces\` ${standing}.`,
    fields: { entry: standing },
  });
}
