import { attributeOf } from "../../core/ids.ts";
import { decodeBody } from "../../core/log/body.ts";
import { type BodyItem, type EntryHeader, isSealed } from "../../core/log/entry.ts";
import { decodeHeader } from "../../core/log/header.ts";
import type { OpenSealed } from "../../core/log/replay.ts";
import { erased } from "../../core/log/replayed.ts";
import { uuidFromBase64url } from "../../core/log/uuid.ts";
import { invariant, refuse } from "../../errors.ts";
import { historyEntriesMax } from "../../limits.ts";
import { entityStates } from "../../store/load-state.ts";
import { type EntryRow, entriesBack } from "../../store/read-history.ts";
import { positionFrom } from "../../store/record-row.ts";
import type { EntityState, StoredRecord } from "../../store/state.ts";
import type { Hub } from "../hub.ts";
import type { Page, PageRequest } from "./answers.ts";
import { wordsOf } from "./change-words.ts";
import { cursorAfter, cursorNumber, pageLimit, readCursor } from "./cursor.ts";
import type { ChangeAnswer, ItemAnswer } from "./explain-answer.ts";
import { findEntity } from "./find-entity.ts";
import { asOf } from "./known.ts";
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
  if (attribute !== null && hub.compiled.model.entities.get(type)?.attributes.has(attribute) === false) {
    refuse("attribute-unknown", `"${type}" has no attribute "${attribute.slice(0, 100)}".`);
  }
  const { reader } = hub.database;
  const state = (await entityStates(reader, hub.log, [id])).get(id);
  invariant(state !== undefined, "an entity that was found is there");
  const parts = readCursor(hub.log, request.cursor, 2);
  if (parts !== null && parts[0] !== id) refuse("cursor-broken", "This cursor is of another entity.");
  const found: ChangeAnswer[] = [];
  let next = parts === null ? state.lastIndex : cursorNumber(parts[1]);
  // Changes of one fact may lie far apart: as many entries are looked at as a page may cost.
  for (let left = historyEntriesMax; left > 0 && next > 0 && found.length < limit; ) {
    const rows = await entriesBack(reader, hub.log, next, Math.min(left, limit - found.length));
    const last = rows.at(-1);
    invariant(
      last !== undefined && rows.every((row) => isOf(state, row)),
      "the chain of an entity holds its entries",
    );
    const unsealed = await unsealEntries(
      reader,
      hub.keys,
      rows.map((row) => row.index),
    );
    const sight = new Sight(hub.compiled.model, viewer, state.type);
    const changes = rows.map((row) => changeAnswer(state, sight, row, unsealed.open));
    found.push(...changes.flatMap((change) => ofAttribute(change, attribute)));
    left -= rows.length;
    next = last.previous;
  }
  return { items: found, next: next > 0 ? cursorAfter(hub.log, [id, next]) : null };
}

/** A cursor is made up by no one: an index of another entity is refused as ours, not answered. */
function isOf(state: EntityState, row: EntryRow): boolean {
  const { entity } = headerOf(row);
  return entity !== null && uuidFromBase64url(entity) === state.id;
}

function headerOf(row: EntryRow): EntryHeader {
  const decoded = decodeHeader(row.header);
  invariant(decoded.ok, "a stored header can be read");
  return decoded.value;
}

function ofAttribute(change: ChangeAnswer, attribute: string | null): readonly ChangeAnswer[] {
  if (attribute === null || change.changes === null) return [change];
  const changes = change.changes.filter(
    (one) => one.fact !== null && attributeOf(one.fact as never) === attribute,
  );
  return changes.length === 0 ? [] : [{ ...change, changes }];
}

function changeAnswer(state: EntityState, sight: Sight, row: EntryRow, open: OpenSealed): ChangeAnswer {
  const header = headerOf(row);
  const { index, recordedAt, version, kind, cause, actor, run, source, position, incarnation } = header;
  const record = recordOf(state, header.record);
  return {
    index,
    recordedAt,
    version,
    kind,
    cause,
    actor,
    run,
    source,
    key: sight.key(source, record?.key ?? null),
    asOf: position === null ? null : asOf(positionFrom(position, incarnation)),
    changes:
      row.body === null
        ? null
        : itemsOf(row.body).map((item) => itemAnswer(state, sight, header, item, open)),
  };
}

function itemsOf(body: Buffer): readonly BodyItem[] {
  const decoded = decodeBody(body);
  invariant(decoded.ok, "a stored body can be read");
  return decoded.value;
}

const recordOf = (state: EntityState, id: string | null | undefined): StoredRecord | undefined =>
  id == null ? undefined : state.records.find((record) => record.id === uuidFromBase64url(id));

function itemAnswer(
  state: EntityState,
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
  const record = recordOf(state, item.record === undefined ? header.record : item.record);
  const source = item.source === undefined ? (basis === "none" ? null : header.source) : item.source;
  const told = {
    op,
    fact: fact ?? null,
    ...(before === undefined ? {} : { before: value(before) }),
    ...(after === undefined ? {} : { after: value(after) }),
    basis: basis ?? null,
    source,
    key: record === undefined ? null : sight.key(record.source, record.key),
    detail: detailAnswer(sight, detail ?? {}, open),
  };
  return { ...told, words: wordsOf(told, record?.source ?? header.source) };
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

const idMembers: ReadonlySet<string> = new Set(["id", "into", "other"]);
