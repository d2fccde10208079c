import type { Approval, Approver } from "../../core/golden/approval.ts";
import type { GoldenFact } from "../../core/golden/golden.ts";
import type { ReplayedApproval, ReplayedPerson } from "../../core/log/replay-approval.ts";
import type { ReplayedEntity, ReplayedFact, ReplayedOverride } from "../../core/log/replay-state.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import type { EntityState, StoredOverride } from "../../store/state.ts";
import type { SubjectKeys } from "../change/subject-keys.ts";
import { claimFault, means } from "./compare-record.ts";
import { saidFault } from "./compare-said.ts";
import { entityFault, type VerifyFault } from "./fault.ts";

/** Compares the row of an entity, with its golden facts, overrides and facts entered here, with what the log says. */
export function compareEntity(
  state: EntityState,
  replayed: ReplayedEntity | undefined,
  keys: SubjectKeys,
): VerifyFault | null {
  if (replayed === undefined)
    return entityFault("entity", state.id, "The row of an entity of which the log tells nothing.");
  const index = replayed.lastIndex;
  const wrong = headFault(state, replayed);
  if (wrong !== null) return entityFault("entity", state.id, wrong, { index });
  if (replayed.bodyLost !== null) return null;
  const into = state.mergedInto === null ? null : uuidToBase64url(state.mergedInto);
  if (replayed.into !== into)
    return entityFault("entity", state.id, "The log says otherwise with whom it answers.", { index });
  if (into !== null)
    return (
      mergedFault(state) ??
      hubFault(state, replayed) ??
      overridesFault(state, replayed, keys) ??
      approvalsFault(state, replayed)
    );
  if (replayed.state !== state.state)
    return entityFault("entity", state.id, `The log says that it is ${replayed.state}.`, { index });
  return (
    recordsFault(state, replayed) ??
    goldenFault(state, replayed) ??
    hubFault(state, replayed) ??
    overridesFault(state, replayed, keys) ??
    approvalsFault(state, replayed) ??
    waiversFault(state, replayed, keys)
  );
}

function headFault(state: EntityState, { type, created, version, lastIndex }: ReplayedEntity): string | null {
  if (created !== state.created)
    return `The log says that entry ${created} was its first, the row ${state.created}.`;
  if (version !== state.version) return `The log says version ${version}, the row ${state.version}.`;
  if (lastIndex !== state.lastIndex)
    return `The log says that entry ${lastIndex} was its last, the row ${state.lastIndex}.`;
  if (type !== null && type !== state.type) return `The log says that it is a ${type}.`;
  return null;
}

/** A merged entity has nothing but what was entered on it and what approvals came to, which waits there until it is unmerged. */
function mergedFault(state: EntityState): VerifyFault | null {
  const { records, golden, divergences, findings, waivers } = state;
  const left =
    records.length + (golden?.facts.size ?? 0) + divergences.length + findings.length + waivers.size;
  return left === 0
    ? null
    : entityFault("entity", state.id, "It was merged, and still has something of its own.");
}

function recordsFault(state: EntityState, { records }: ReplayedEntity): VerifyFault | null {
  const rows = new Set(state.records.map((record) => uuidToBase64url(record.id)));
  for (const record of rows) {
    if (!records.has(record))
      return entityFault("record", state.id, "The log does not link this record to it.", { record });
  }
  for (const record of records) {
    if (!rows.has(record))
      return entityFault("record", state.id, "The log links a record to it that it does not have.", {
        record,
      });
  }
  return null;
}

function goldenFault(state: EntityState, { facts, lastIndex: index }: ReplayedEntity): VerifyFault | null {
  const rows = state.golden?.facts ?? new Map<string, GoldenFact>();
  for (const [fact, stands] of rows) {
    const told = facts.get(fact);
    // That nobody has ever said anything of a fact is told by no entry.
    if (told === undefined && stands.basis === "none" && stands.source === null) continue;
    if (told === undefined)
      return entityFault("golden", state.id, "The log tells no such golden fact.", { fact, index });
    const wrong = factFault(stands, told);
    if (wrong !== null) return entityFault("golden", state.id, wrong, { fact, index });
  }
  for (const fact of facts.keys()) {
    if (!rows.has(fact as never))
      return entityFault("golden", state.id, "The log tells a golden fact that the row does not have.", {
        fact,
        index,
      });
  }
  return null;
}

function factFault(stands: GoldenFact, told: ReplayedFact): string | null {
  if (!means(told.value, stands.value)) return "The golden fact has another value by the log.";
  if (told.basis !== stands.basis) return `Its basis is ${told.basis} by the log, not ${stands.basis}.`;
  if (told.source !== stands.source) return `It is of ${told.source} by the log, not of ${stands.source}.`;
  const record = stands.record === null ? null : uuidToBase64url(stands.record);
  if (told.record !== record) return "It cites another record by the log.";
  if (told.since !== stands.since)
    return `It became golden with entry ${told.since} by the log, not ${stands.since}.`;
  if (told.authority !== stands.authority)
    return `Its authority is ${told.authority} by the log, not ${stands.authority}.`;
  const [a, b] = [told.handover, stands.handover];
  const same =
    a === b || (a !== null && b !== null && a.from === b.from && a.to === b.to && a.index === b.index);
  return same ? null : "The log tells another hand-over.";
}

function hubFault(state: EntityState, replayed: ReplayedEntity): VerifyFault | null {
  for (const [fact, claim] of state.hub) {
    const told = replayed.hub.get(fact);
    const wrong = told === undefined ? "The log tells of no fact entered here." : claimFault(claim, told);
    if (wrong !== null) return entityFault("hub", state.id, wrong, { fact });
  }
  for (const fact of replayed.hub.keys()) {
    if (!state.hub.has(fact as never))
      return entityFault("hub", state.id, "The log tells of a fact entered here that is not there.", {
        fact,
      });
  }
  return null;
}

function overridesFault(state: EntityState, replayed: ReplayedEntity, keys: SubjectKeys): VerifyFault | null {
  for (const [fact, stands] of state.overrides) {
    const told = replayed.overrides.get(fact);
    const wrong =
      told === undefined ? "The log tells of no such override." : overrideFault(stands, told, keys);
    if (wrong !== null) return entityFault("override", state.id, wrong, { fact });
  }
  for (const fact of replayed.overrides.keys()) {
    if (!state.overrides.has(fact as never))
      return entityFault("override", state.id, "The log tells of an override that is not there.", { fact });
  }
  return null;
}

function overrideFault(stands: StoredOverride, told: ReplayedOverride, keys: SubjectKeys): string | null {
  if (!means(told.value, stands.value) || told.since !== stands.since)
    return "The log tells of no such override.";
  const ends = Object.entries(stands.until).every(([name, value]) => told.detail[name] === value);
  if (!ends || (told.detail.calendar ?? "") !== stands.calendar)
    return "The override ends otherwise by the log.";
  return saidFault(stands, told, keys);
}

function approvalsFault(state: EntityState, replayed: ReplayedEntity): VerifyFault | null {
  for (const key of new Set([...state.approvals.keys(), ...replayed.approvals.keys()])) {
    const wrong = approvalFault(state.approvals.get(key), replayed.approvals.get(key));
    if (wrong !== null) return entityFault("approval", state.id, `${wrong} (${key})`);
  }
  return null;
}

function waiversFault(
  state: EntityState,
  { waivers }: ReplayedEntity,
  keys: SubjectKeys,
): VerifyFault | null {
  const told = new Map(waivers);
  for (const waiver of state.waivers.values()) {
    const { fact, record, until, since, decision } = waiver;
    const key = `${uuidToBase64url(record)} ${fact}`;
    const one = told.get(key);
    const group = decision === null ? null : uuidToBase64url(decision);
    if (one?.until !== until || one.since !== since || one.group !== group)
      return entityFault("waiver", state.id, "The log tells of no such waiver.", { fact, record });
    const wrong = saidFault(waiver, one, keys);
    if (wrong !== null) return entityFault("waiver", state.id, wrong, { fact, record });
    told.delete(key);
  }
  return told.size === 0
    ? null
    : entityFault("waiver", state.id, "The log tells of a waiver that is not there.");
}

function approvalFault(stands: Approval | undefined, told: ReplayedApproval | undefined): string | null {
  if (stands === undefined) return "The log tells of an approval that is not there.";
  if (told === undefined) return "The log tells of no such approval.";
  const { agreed, waiting } = stands;
  if ((agreed === null) !== (told.agreed === null))
    return "The log says otherwise whether a value was agreed to.";
  if (agreed !== null && told.agreed !== null) {
    if (!means(told.agreed.value, agreed.value) || told.agreed.since !== agreed.since)
      return "Another value was agreed to by the log.";
    const by = told.agreed.by ?? agreed.by;
    if (!sameOf(by, agreed.by, means)) return "Others agreed to the value by the log.";
  }
  if ((waiting === null) !== (told.waiting === null)) return "The log says otherwise whether a value waits.";
  if (waiting === null || told.waiting === null) return null;
  const same =
    means(told.waiting.value, waiting.value) &&
    told.waiting.since === waiting.since &&
    (told.waiting.declined === null) === (waiting.declined === null);
  if (!same) return "What waits for approval is another by the log.";
  const [declined, toldDeclined] = [waiting.declined, told.waiting.declined];
  const sameOnes =
    sameOf(told.waiting.approvers, waiting.approvers, isPerson) &&
    (declined === null || toldDeclined === null || isPerson(toldDeclined, declined));
  return sameOnes ? null : "Others decided on what waits by the log.";
}

const isPerson = (told: ReplayedPerson, one: Approver): boolean =>
  told.actor === one.actor && means(told.name, one.name);

/** Whether two lists are of one length, and each of one is what stands at its place in the other. */
function sameOf<Told, Stands>(
  told: readonly Told[],
  stands: readonly Stands[],
  is: (told: Told, stands: Stands) => boolean,
): boolean {
  return (
    told.length === stands.length &&
    told.every((one, at) => {
      const other = stands[at];
      return other !== undefined && is(one, other);
    })
  );
}
