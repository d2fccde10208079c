import type { Divergence } from "../../core/divergence/divergence.ts";
import type { Found } from "../../core/divergence/finding.ts";
import { nextDue } from "../../core/divergence/leave.ts";
import { type EndedWaiver, waiverKey } from "../../core/divergence/waiver.ts";
import { type Approvals, approvalChanges } from "../../core/golden/approval.ts";
import type { GoldenFact, GoldenRecord, HubClaims, RecordState } from "../../core/golden/golden.ts";
import type { EndedOverride } from "../../core/golden/resolution.ts";
import type { Valid } from "../../core/golden/validity.ts";
import type { FactKey, LogIndex, RecordId } from "../../core/ids.ts";
import type { BodyItem, EntryKind } from "../../core/log/entry.ts";
import { approvalWhat } from "../../core/log/replay-approval.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { RuleBreach } from "../../core/rules/breach.ts";
import type { EntityState, Finding, StoredOverride, StoredRecord, StoredWaiver } from "../../store/state.ts";
import { approvalItems } from "./approval-items.ts";
import { breachesOf } from "./breaches.ts";
import type { CompiledType } from "./compiled.ts";
import { datedBy } from "./dated-by.ts";
import type { ItemInMaking, OpenItem } from "./draft.ts";
import { leaveItems } from "./leave-items.ts";
import { subjectOf } from "./subject.ts";
import type { Work } from "./work.ts";

/** What one entry changes of one entity, before anything follows from it. */
export interface EntityEdit {
  readonly kind: EntryKind;
  /** The record that the entry is about, as it now is. */
  readonly record: StoredRecord | null;
  readonly source: string | null;
  readonly position: string | null;
  readonly incarnation: number;
  readonly items: readonly OpenItem[];
  /** The records that the entry changes, as they were. */
  readonly before: ReadonlyMap<RecordId, RecordState>;
  readonly records?: readonly StoredRecord[];
  readonly hub?: HubClaims;
  readonly overrides?: ReadonlyMap<FactKey, StoredOverride>;
  readonly approvals?: Approvals;
  readonly waivers?: ReadonlyMap<string, StoredWaiver>;
}

/**
 * Makes one entry of an edit and of everything that follows from it for this entity: golden facts, ended overrides,
 * retirement, divergences, leave for copies to differ, and findings. Writes no entry where nothing changed.
 */
export function changeEntity(work: Work, state: EntityState, edit: EntityEdit): EntityState {
  const compiled = work.typeOf(state.type);
  const index = work.index;
  const records = edit.records ?? state.records;
  const hub = edit.hub ?? state.hub;
  const overrides = edit.overrides ?? state.overrides;
  const asked = edit.approvals ?? state.approvals;
  const { references, calendar } = work;
  const resolution = compiled.resolver.resolve({
    entity: state.id,
    records,
    hub,
    overrides,
    approvals: asked,
    requester: work.cause.actor,
    previous: state.golden,
    references,
    calendar,
    index,
    parentsAnew: work.parentsAnew,
  });
  const { golden, approvals } = resolution;
  const given = edit.waivers ?? state.waivers;
  const found = compiled.finder.find({
    golden,
    previous: state.golden,
    records,
    before: edit.before,
    open: state.divergences,
    waivers: given,
    references,
    calendar,
    index,
    today: work.today,
  });
  const [decided, others] = partItems(edit.items);
  const items = [
    ...decided,
    ...approvalItems(compiled, state.id, approvalChanges(asked, approvals)),
    ...withGolden(compiled, { ...edit, items: others, records }, state, golden, resolution.changed, index),
    ...endedItems(resolution.endedOverrides),
    ...existenceItems(state.golden, golden),
    ...leaveItems(state.divergences, found, calendar),
  ];
  const breaches = breachesOf(compiled, { ...resolution, records }, work);
  const findings = standingFindings(breaches, state.findings, index);
  const waivers = withoutEndedWaivers(given, found.endedWaivers);
  const divergences = isUnmoved(found) ? state.divergences : found.open;
  const due = nextDue({ records, waivers, divergences }, calendar);
  const same = divergences === state.divergences && findings === state.findings && due === state.due;
  if (items.length === 0 && same) return state;
  count(work, state, golden, resolution.changed, found);
  const next: EntityState = {
    ...state,
    state: golden.state,
    version: items.length === 0 ? state.version : state.version + 1,
    created: state.version === 0 ? index : state.created,
    lastIndex: items.length === 0 ? state.lastIndex : index,
    golden,
    hub,
    records,
    overrides: withoutEnded(overrides, resolution.endedOverrides),
    approvals,
    waivers,
    due,
    divergences,
    findings,
  };
  if (items.length > 0) {
    work.append({
      kind: edit.kind,
      entity: state.id,
      previous: state.lastIndex,
      version: next.version,
      record: edit.record?.id ?? null,
      source: edit.source,
      incarnation: edit.incarnation,
      position: edit.position,
      items,
    });
  }
  work.put(next);
  return next;
}

/** What the edit itself says of approvals, which stands before what follows for them, and all else that it says. */
function partItems(items: readonly OpenItem[]): readonly [readonly OpenItem[], readonly OpenItem[]] {
  const isOfApproval = ({ item }: OpenItem) => approvalWhat(item) !== null;
  if (!items.some(isOfApproval)) return [[], items];
  return [items.filter(isOfApproval), items.filter((one) => !isOfApproval(one))];
}

/** Whether exactly what was open is open still. */
const isUnmoved = ({ opened, changed, closed }: Found): boolean =>
  opened.length === 0 && changed.length === 0 && closed.length === 0;

function count(
  work: Work,
  state: EntityState,
  golden: GoldenRecord,
  changed: readonly FactKey[],
  found: Found,
): void {
  if (state.version === 0) work.counts.created += 1;
  for (const fact of changed) {
    const before = state.golden?.facts.get(fact)?.value ?? null;
    if (before !== (golden.facts.get(fact)?.value ?? null)) work.counts.facts += 1;
  }
  work.counts.opened += found.opened.length;
  work.counts.closed += found.closed.length;
}

/** The edit's own items, the golden changes that follow told beside: on the claim itself where it is the new value. */
function withGolden(
  compiled: CompiledType,
  edit: EntityEdit,
  state: EntityState,
  golden: GoldenRecord,
  changed: readonly FactKey[],
  index: LogIndex,
): OpenItem[] {
  const left = new Set(changed);
  const items = edit.items.map((open): OpenItem => {
    const fact = open.item.op === "claim" ? (open.item.fact as FactKey | undefined) : undefined;
    const stands = fact === undefined ? undefined : golden.facts.get(fact);
    if (fact === undefined || stands === undefined || !left.has(fact)) return open;
    if (!saidByClaim(open.item, stands, edit, index)) return open;
    left.delete(fact);
    const { basis, authority } = stands;
    const item = authority === stands.source ? { ...open.item, basis } : { ...open.item, authority, basis };
    return open.subject === null ? { item, subject: null } : { ...open, item };
  });
  for (const fact of left) items.push(goldenItem(compiled, edit, state, golden.facts.get(fact), fact, index));
  return items;
}

/** Whether a golden fact is the very claim that this entry makes, so that one item says both. */
function saidByClaim(item: BodyItem, stands: GoldenFact, edit: EntityEdit, index: LogIndex): boolean {
  return (
    stands.record === edit.record?.id &&
    stands.source === edit.source &&
    stands.since === index &&
    stands.handover === null &&
    stands.basis !== "none" &&
    item.after === stands.value
  );
}

function goldenItem(
  compiled: CompiledType,
  edit: EntityEdit,
  state: EntityState,
  stands: GoldenFact | undefined,
  fact: FactKey,
  index: LogIndex,
): OpenItem {
  // The model no longer declares the fact; whether it was sealed is no longer known, so its value is not repeated.
  if (stands === undefined) return { item: { fact, op: "golden" }, subject: null };
  const { value, basis, source, record, authority, since, handover } = stands;
  const before = state.golden?.facts.get(fact);
  const attribute = attributeOfFact(compiled.type, fact);
  const isSealed = attribute?.sealed === true;
  const said = basis === "none" ? null : edit;
  const item: ItemInMaking = { fact, op: "golden", after: value, basis };
  if (before !== undefined && !isSealed) item.before = before.value;
  if (source !== (said?.source ?? null)) item.source = source;
  if (record !== (said?.record?.id ?? null)) item.record = record === null ? null : uuidToBase64url(record);
  if (authority !== source) item.authority = authority;
  if (since !== index) item.since = since;
  if (handover !== null) item.handover = handoverItem(handover, index);
  const valid = citedValidity(edit.records ?? [], stands);
  if (valid !== null) Object.assign(item, datedBy(valid));
  return {
    item,
    subject: isSealed && value !== null ? subjectOf(attribute, value, record ?? state.id) : null,
  };
}

/** When the record is true that a golden fact cites. */
const citedValidity = (records: readonly RecordState[], { record }: GoldenFact): Valid | null =>
  (record === null ? undefined : records.find(({ id }) => id === record))?.valid ?? null;

function handoverItem(
  handover: NonNullable<GoldenFact["handover"]>,
  index: LogIndex,
): NonNullable<BodyItem["handover"]> {
  const { from, to } = handover;
  return handover.index === index ? { from, to } : { from, to, index: handover.index };
}

const endedItems = (ended: readonly EndedOverride[]): OpenItem[] =>
  ended.map(({ fact, why }) => ({ item: { fact, op: "override-end", detail: { why } }, subject: null }));

function existenceItems(before: GoldenRecord | null, after: GoldenRecord): OpenItem[] {
  const was = before?.state ?? "active";
  if (was === after.state) return [];
  if (after.state === "active") return [{ item: { op: "revive" }, subject: null }];
  const detail = after.state === "archived" ? { detail: { as: "archived" } } : {};
  return [{ item: { op: "retire", ...detail }, subject: null }];
}

function withoutEnded(
  overrides: ReadonlyMap<FactKey, StoredOverride>,
  ended: readonly EndedOverride[],
): ReadonlyMap<FactKey, StoredOverride> {
  if (ended.length === 0) return overrides;
  const left = new Map(overrides);
  for (const { fact } of ended) left.delete(fact);
  return left;
}

function withoutEndedWaivers(
  waivers: EntityState["waivers"],
  ended: readonly EndedWaiver[],
): EntityState["waivers"] {
  if (ended.length === 0) return waivers;
  const left = new Map(waivers);
  for (const { waiver } of ended) left.delete(waiverKey(waiver.fact, waiver.record));
  return left;
}

/** The findings of an entity as breaches come to; one that goes on keeps when it opened. */
function standingFindings(
  breaches: readonly RuleBreach[],
  open: readonly Finding[],
  index: LogIndex,
): readonly Finding[] {
  if (breaches.length === 0 && open.length === 0) return open;
  const found = breaches.map((breach): Finding => {
    const fact = breach.attribute ?? "";
    const was = open.find((one) => one.rule === breach.rule && one.fact === fact);
    const { rule, severity, dimension, message } = breach;
    const same = was?.severity === severity && was.dimension === dimension && was.message === message;
    return same ? was : { rule, fact, severity, dimension, message, opened: was?.opened ?? index };
  });
  return found.length === open.length && found.every((one) => open.includes(one)) ? open : found;
}

/** What stands open of an entity and is not the same as before: for the rows that are written at the end. */
export function divergencesApart(
  before: readonly Divergence[],
  after: readonly Divergence[],
): { readonly standing: readonly Divergence[]; readonly gone: readonly Divergence[] } {
  const was = new Map(before.map((one) => [`${one.record}\u0000${one.fact}`, one]));
  const standing = after.filter((one) => was.get(`${one.record}\u0000${one.fact}`) !== one);
  const now = new Map(after.map((one) => [`${one.record}\u0000${one.fact}`, one]));
  const gone = before.filter((one) => {
    const still = now.get(`${one.record}\u0000${one.fact}`);
    return still === undefined || still.opened !== one.opened;
  });
  return { standing, gone };
}
