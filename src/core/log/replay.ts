import { invariant } from "../../errors.ts";
import type { Basis } from "../golden/golden.ts";
import { type Valid, validity } from "../golden/validity.ts";
import { logIndex } from "../ids.ts";
import type { Stated } from "../value/canonical.ts";
import { type BodyItem, type EntryHeader, isSealed, type Sealed } from "./entry.ts";
import { approvalAfter, approvalWhat, type ReplayedPerson, stoodBefore } from "./replay-approval.ts";
import { entityAt, type Replay, type ReplayedEntity, type ReplayedFact, recordAt } from "./replay-state.ts";
import { applyWaiver, type ReplayedWaiver } from "./replay-waiver.ts";
import type { OpenSealed, Replayed } from "./replayed.ts";

/**
 * Applies one entry to what the entries before it came to. Entries come in the order of their index: all of a log, or
 * all that concern some entities (by the header's entity) and the records ever linked to them (by the header's record).
 */
export function replayEntry(
  replay: Replay,
  header: EntryHeader,
  items: readonly BodyItem[] | null,
  open: OpenSealed,
): void {
  const entity = header.entity === null ? null : entityAt(replay, header.entity, header);
  const record = header.record === null ? null : recordAt(replay, header.record, header);
  if (record !== null) {
    record.lastIndex = header.index;
    if (record.source !== header.source) record.otherwise ??= header.index;
    if (header.position !== null) {
      record.incarnation = header.incarnation;
      record.position = header.position;
    }
  }
  if (items === null) {
    if (entity !== null) entity.bodyLost ??= header.index;
    if (record !== null) record.bodyLost ??= header.index;
    return;
  }
  for (const item of items) applyItem({ replay, header, item, entity, open });
}

interface Step {
  readonly replay: Replay;
  readonly header: EntryHeader;
  readonly item: BodyItem;
  readonly entity: ReplayedEntity | null;
  readonly open: OpenSealed;
}

function applyItem(step: Step): void {
  switch (step.item.op) {
    case "claim":
      applyClaim(step);
      break;
    case "link":
    case "unlink":
    case "delete":
    case "return":
      applyToRecord(step);
      break;
    case "set":
      applySet(step);
      break;
    case "create":
    case "golden":
    case "alias":
    case "unalias":
    case "merged":
    case "unmerged":
    case "retire":
    case "revive":
    case "override":
    case "override-end":
      applyToEntity(step);
      break;
    default:
      unknownOp(step.item.op);
  }
}

function applyClaim(step: Step): void {
  const { replay, header, item, entity, open } = step;
  const { fact } = item;
  invariant(fact !== undefined, "A claim is about a fact.");
  const recordId = item.record ?? header.record;
  const claims = recordId === null ? entity?.hub : recordAt(replay, recordId, header).claims;
  invariant(claims !== undefined, "A claim is a record's, or the hub's on an entity.");
  if (item.after === undefined) claims.delete(fact);
  else {
    claims.set(fact, {
      value: opened(item.after, open),
      since: header.index,
      incarnation: header.incarnation,
      position: header.position,
      ownWrite: item.ownWrite === true,
    });
  }
  if (item.basis !== undefined && item.after !== undefined) entity?.facts.set(fact, factOf(step, item.basis));
}

function applyToRecord({ replay, header, item, entity, open }: Step): void {
  const recordId = item.record ?? header.record;
  invariant(recordId !== null, `An item ${item.op} is about a record.`);
  const record = recordAt(replay, recordId, header);
  if (item.op === "delete" || item.op === "return") {
    record.deleted = item.op === "delete";
    return;
  }
  invariant(entity !== null, "A record is linked to an entity.");
  if (item.op === "unlink") {
    entity.records.delete(recordId);
    // The entry of the entity that it went to may have been replayed before this one.
    if (record.entity === entity.id) record.entity = null;
    return;
  }
  if (record.entity !== null) replay.entities.get(record.entity)?.records.delete(recordId);
  record.entity = entity.id;
  entity.records.add(recordId);
  const { by } = item.detail ?? {};
  if (typeof by === "string") record.linkedBy = by;
  const key = item.detail?.key;
  if (key === undefined) return;
  record.key = opened(textOrSealed(key), open);
  record.life = lifeOf(item);
  record.valid = validOf(item);
}

function applyToEntity(step: Step): void {
  const { header, item, entity, open } = step;
  const { op, fact, detail } = item;
  invariant(entity !== null, `An item ${op} is about an entity.`);
  if (op === "create") entity.type = text(detail?.type);
  else if (op === "alias") entity.aliases.add(text(detail?.id));
  else if (op === "unalias") entity.aliases.delete(text(detail?.id));
  else if (op === "merged") {
    // Its golden record goes with its records; what was entered here waits with it, and is back once it is unmerged.
    entity.into = text(detail?.into);
    entity.facts.clear();
    entity.waivers.clear();
    entity.state = "active";
  } else if (op === "unmerged") {
    // The one that it answered with may have been merged since: its records left the last of them, its name the first.
    if (entity.into !== null) step.replay.entities.get(entity.into)?.aliases.delete(entity.id);
    entity.into = null;
  } else if (op === "revive") entity.state = "active";
  else if (op === "retire") entity.state = detail?.as === "archived" ? "archived" : "retired";
  else {
    invariant(fact !== undefined, `An item ${op} is about a fact.`);
    if (op === "override-end") entity.overrides.delete(fact);
    else if (op === "override") {
      const value = opened(item.after ?? null, open);
      entity.overrides.set(fact, {
        value,
        since: header.index,
        detail: detail ?? {},
        ...wordsOf(detail, open),
      });
    } else if (item.basis === undefined) entity.facts.delete(fact);
    else entity.facts.set(fact, factOf(step, item.basis));
  }
}

/** What is decided on an entity. That which concerns no state of it (a duplicate that is none, a token) is told only. */
function applySet({ replay, header, item, entity, open }: Step): void {
  const { fact, detail } = item;
  if (detail?.what === "valid" && header.record !== null) {
    recordAt(replay, header.record, header).valid = validOf(item);
    return;
  }
  if (detail?.what === "former" && item.record != null) {
    recordAt(replay, item.record, header).former = true;
    return;
  }
  const what = approvalWhat(item);
  if (what === null) {
    if (entity !== null) applyWaiver(entity.waivers, item, { since: header.index, ...wordsOf(detail, open) });
    return;
  }
  invariant(entity !== null && fact !== undefined, "What awaits approval is a fact of an entity.");
  const layer = text(detail?.layer);
  const key = `${layer} ${fact}`;
  const known = entity.approvals.get(key) ?? {
    agreed: stoodBefore(entity.facts.get(fact), layer),
    waiting: null,
  };
  const after = item.after === undefined ? null : opened(item.after, open);
  const who: ReplayedPerson = { actor: header.actor, name: wordsIn(detail, "by", open) };
  const next = approvalAfter(known, { what, value: after, detail: detail ?? {}, who, since: header.index });
  if (next === null) entity.approvals.delete(key);
  else entity.approvals.set(key, next);
}

/** A golden value; what its item does not say is the header's, and basis `none` stands on nothing. */
function factOf({ header, item, open }: Step, basis: Basis): ReplayedFact {
  const orHeader = <Value>(said: Value | undefined, ofHeader: Value) =>
    said !== undefined ? said : basis === "none" ? null : ofHeader;
  const source = orHeader(item.source, header.source);
  const handover = item.handover;
  return {
    value: opened(item.after ?? null, open),
    basis,
    source,
    record: orHeader(item.record, header.record),
    since: item.since ?? header.index,
    authority: item.authority !== undefined ? item.authority : source,
    handover:
      handover === undefined
        ? null
        : { from: handover.from, to: handover.to, index: logIndex(handover.index ?? header.index) },
  };
}
const validOf = ({ from, to }: BodyItem): Valid | null => validity(from ?? "", to ?? null);

function lifeOf({ detail }: BodyItem): number {
  const life = detail?.life ?? 0;
  invariant(typeof life === "number", "The life of a key is counted.");
  return life;
}

function opened(value: Stated | Sealed, open: OpenSealed): Replayed {
  return isSealed(value) ? open(value) : value;
}

/** By whom and why, as a detail says it. */
const wordsOf = (detail: BodyItem["detail"], open: OpenSealed): Pick<ReplayedWaiver, "by" | "reason"> => ({
  by: wordsIn(detail, "by", open),
  reason: wordsIn(detail, "reason", open),
});

/** What a detail says in words, which may be sealed. */
function wordsIn(detail: BodyItem["detail"], name: string, open: OpenSealed): Replayed {
  const said = detail?.[name] ?? null;
  return opened(textOrSealed(said), open);
}

function text(value: unknown): string {
  invariant(typeof value === "string", "The detail of an item is the text that its operation needs.");
  return value;
}

function textOrSealed(value: string | number | boolean | null | Sealed): Stated | Sealed {
  invariant(typeof value !== "number" && typeof value !== "boolean", "A key, and words, are text.");
  return value;
}

function unknownOp(op: never): never {
  throw new Error(`An operation that replay does not know: ${String(op)}`);
}
