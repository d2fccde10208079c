import { attributeOf, type EntityId, entityId } from "../../core/ids.ts";
import { decodeHeader } from "../../core/log/header.ts";
import { uuidFromBase64url } from "../../core/log/uuid.ts";
import { attributeOfFact, declaredAs } from "../../core/model/fact-attribute.ts";
import type { EntityType } from "../../core/model/model.ts";
import { invariant, refuse } from "../../errors.ts";
import { historyEntriesMax } from "../../limits.ts";
import { survivorAt } from "../../store/load-duplicates.ts";
import { entityStates } from "../../store/load-state.ts";
import { headersOf } from "../../store/read-history.ts";
import type { Hub } from "../hub.ts";
import { refuseAttribute } from "../unknown-name.ts";
import type { Page, PageRequest } from "./answers.ts";
import { changeAnswers } from "./change-answer.ts";
import { cursorAfter, cursorText, pageLimit, readCursor } from "./cursor.ts";
import { EntityChain } from "./entity-chain.ts";
import type { ChangeAnswer } from "./explain-answer.ts";
import { findEntity } from "./find-entity.ts";
import { Sight } from "./sight.ts";
import type { Viewer } from "./viewer.ts";

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
    const changes = await changeAnswers(
      hub,
      new Sight(hub.compiled.model, viewer, state.type),
      state,
      entries,
    );
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
