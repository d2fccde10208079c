import { attributeOf, type EntityId, entityId } from "../../core/ids.ts";
import { type BodyItem, type EntryHeader, isSealed } from "../../core/log/entry.ts";
import { decodeHeader } from "../../core/log/header.ts";
import type { OpenSealed } from "../../core/log/replayed.ts";
import { erased } from "../../core/log/replayed.ts";
import { uuidFromBase64url } from "../../core/log/uuid.ts";
import { attributeOfFact, declaredAs } from "../../core/model/fact-attribute.ts";
import type { EntityType } from "../../core/model/model.ts";
import { invariant, refuse } from "../../errors.ts";
import { historyEntriesMax } from "../../limits.ts";
import { survivorAt } from "../../store/load-duplicates.ts";
import { entityStates } from "../../store/load-state.ts";
import { headersOf } from "../../store/read-history.ts";
import { positionFrom } from "../../store/record-row.ts";
import type { Hub } from "../hub.ts";
import { refuseAttribute } from "../unknown-name.ts";
import type { Page, PageRequest } from "./answers.ts";
import { wordsOf } from "./change-words.ts";
import { cursorAfter, cursorText, pageLimit, readCursor } from "./cursor.ts";
import { type ChainEntry, EntityChain } from "./entity-chain.ts";
import type { ChangeAnswer, ItemAnswer } from "./explain-answer.ts";
import { findEntity } from "./find-entity.ts";
import { asOf } from "./known.ts";
import { type RecordName, type RecordNames, recordNames } from "./record-names.ts";
import { Sight } from "./sight.ts";
import { unsealEntries } from "./unseal.ts";
import { erasedValue, masked, type Shown, type Viewer } from "./viewer.ts";

export interface HistoryRequest extends PageRequest {
  readonly type: string | null;
  readonly ref: string;
  /** `null`: all changes of the entity. */
  readonly attribute: string | null;
}

/** What happened to an entity, or to one fact of it, newest first. */
export async function history(
  hub: Hub,
  viewer: Viewer,
  request: HistoryRequest,
): Promise<Page<ChangeAnswer>> {
  const limit = pageLimit(request);
  const { id, type } = await findEntity(hub, viewer, request);
  const { attribute } = request;
  const declared = hub.compiled.model.entities.get(type);
  if (attribute !== null && declared !== undefined && !isDeclared(declared, attribute)) {
    refuseAttribute(attribute, type, declared.attributes.keys());
  }
  const { reader } = hub.database;
  const state = (await entityStates(reader, hub.log, [id])).get(id);
  invariant(state !== undefined, "an entity that was found is there");
  const heads = request.cursor === null ? [state.lastIndex] : await headsIn(hub, id, request.cursor);
  const chain = new EntityChain(reader, hub.log, { heads, through: "standing" });
  const found: ChangeAnswer[] = [];
  // Changes of one fact may lie far apart: as many entries are looked at as a page may cost.
  for (let left = historyEntriesMax; left > 0 && found.length < limit; ) {
    const entries = await chain.take(Math.min(left, limit - found.length));
    if (entries.length === 0) break;
    const names = await recordNames(hub, state, entries);
    const unsealed = await unsealEntries(
      reader,
      hub.keys,
      entries.map((entry) => entry.index),
    );
    const sight = new Sight(hub.compiled.model, viewer, state.type);
    const changes = entries.map((entry) => changeAnswer(names, sight, entry, unsealed.open));
    found.push(...changes.flatMap((change) => ofAttribute(change, attribute)));
    left -= entries.length;
  }
  const { heads: rest } = chain;
  return { items: found, next: rest.length > 0 ? cursorAfter(hub.log, [id, rest.join(",")]) : null };
}

/** Whether a fact, or an attribute with all of its qualifiers, is declared. */
const isDeclared = (type: EntityType, name: string): boolean =>
  (attributeOfFact(type, name) ?? declaredAs(type, name)) !== undefined;

/** A cursor may have been made up, or be from before a merge was undone: only what this entity answers for is gone on with. */
async function headsIn(hub: Hub, id: EntityId, cursor: string): Promise<readonly number[]> {
  const parts = readCursor(hub.log, cursor, 2);
  const heads = cursorText(parts?.[1]).split(",").map(Number);
  const { reader } = hub.database;
  const indexes = heads.filter((one) => Number.isSafeInteger(one) && one > 0);
  const found = await headersOf(reader, hub.log, indexes);
  const entities = new Set(found.map((bytes) => entityOf(bytes)));
  const theirs = await Promise.all(
    [...entities].map((one) => (one === null ? undefined : survivorAt(reader, hub.log, one))),
  );
  const isOurs = parts?.[0] === id && indexes.length === heads.length && found.length === heads.length;
  if (isOurs && theirs.every((one) => one === id)) return heads;
  return refuse("cursor-broken", "This cursor is of another entity.");
}

function entityOf(header: Buffer): EntityId | null {
  const decoded = decodeHeader(header);
  invariant(decoded.ok, "a stored header can be read");
  const { entity } = decoded.value;
  return entity === null ? null : entityId(uuidFromBase64url(entity));
}

function ofAttribute(change: ChangeAnswer, attribute: string | null): readonly ChangeAnswer[] {
  if (attribute === null || change.changes === null) return [change];
  const changes = change.changes.filter(
    (one) => one.fact === attribute || (one.fact !== null && attributeOf(one.fact as never) === attribute),
  );
  return changes.length === 0 ? [] : [{ ...change, changes }];
}

function changeAnswer(
  names: RecordNames,
  sight: Sight,
  { entity, header, items }: ChainEntry,
  open: OpenSealed,
): ChangeAnswer {
  const { index, recordedAt, version, kind, cause, actor, run, source, position, incarnation } = header;
  return {
    index,
    recordedAt,
    entity,
    version,
    kind,
    cause,
    actor,
    run: run === null ? null : uuidFromBase64url(run),
    source: sight.source(source),
    key: sight.key(source, recordOf(names, header.record)?.key ?? null),
    asOf: position === null ? null : asOf(positionFrom(position, incarnation)),
    changes: items === null ? null : items.map((item) => itemAnswer(names, sight, header, item, open)),
  };
}

const recordOf = (names: RecordNames, id: string | null | undefined): RecordName | undefined =>
  id == null ? undefined : names.get(uuidFromBase64url(id));

function itemAnswer(
  names: RecordNames,
  sight: Sight,
  header: EntryHeader,
  item: BodyItem,
  open: OpenSealed,
): ItemAnswer {
  const { op, fact, basis, before, after, detail } = item;
  const value = (given: NonNullable<BodyItem["after"]> | null): Shown => {
    if (isSealed(given)) {
      if (fact === undefined || sight.hides(fact)) return sight.clear ? opened(open, given) : masked;
      const plain = open(given);
      return plain === erased ? erasedValue : sight.value(fact, plain);
    }
    return fact === undefined ? given : sight.value(fact, given);
  };
  const record = recordOf(names, item.record === undefined ? header.record : item.record);
  const stated =
    basis === "none" ? null : (header.source ?? (op === "set" ? (record?.source ?? null) : null));
  const source = item.source === undefined ? stated : item.source;
  const told = {
    op,
    fact: fact ?? null,
    ...(before === undefined ? {} : { before: value(before) }),
    ...(after === undefined ? {} : { after: value(after) }),
    basis: basis ?? null,
    source: sight.source(source),
    key: record === undefined ? null : sight.key(record.source, record.key),
    detail: detailAnswer(sight, detail ?? {}, open),
  };
  return { ...told, words: wordsOf(told, sight.source(record?.source ?? header.source)) };
}

function opened(open: OpenSealed, sealed: Parameters<OpenSealed>[0]): Shown {
  const plain = open(sealed);
  return plain === erased ? erasedValue : plain;
}

/** Ids stand in bodies in their short form, and are shown as everywhere else. */
function detailAnswer(
  sight: Sight,
  detail: NonNullable<BodyItem["detail"]>,
  open: OpenSealed,
): ItemAnswer["detail"] {
  const shown: Record<string, Shown> = Object.create(null);
  for (const [name, value] of Object.entries(detail)) {
    if (isSealed(value)) shown[name] = sight.clear ? opened(open, value) : masked;
    else if (idMembers.has(name) && typeof value === "string") shown[name] = uuidFromBase64url(value);
    else shown[name] = value;
  }
  return shown;
}

const idMembers: ReadonlySet<string> = new Set(["id", "into", "other", "group"]);
