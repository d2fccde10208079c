import type { EntityId } from "../../core/ids.ts";
import { entityStates } from "../../store/load-state.ts";
import { type DuplicateRead, duplicatesAfter } from "../../store/read-duplicates.ts";
import type { EntityState } from "../../store/state.ts";
import type { Hub } from "../hub.ts";
import type { Page, PageRequest } from "./answers.ts";
import { cursorAfter, cursorId, cursorText, pageLimit, pageOf, readCursor } from "./cursor.ts";
import { refuseUnknownNames } from "./names-asked.ts";
import { Sight } from "./sight.ts";
import { typesRead, type Viewer } from "./viewer.ts";
import type { DuplicateAnswer, DuplicateSide } from "./work-answers.ts";

export interface DuplicateFilter {
  readonly type?: string;
  readonly kind?: DuplicateRead["kind"];
  /** Absent: `open`. */
  readonly state?: DuplicateRead["state"];
  /** An entity id: only pairs with it on either side. */
  readonly entity?: string;
}

/** Possible duplicates and moves, each with what both sides say, for a person to decide. */
export async function listDuplicates(
  hub: Hub,
  viewer: Viewer,
  request: PageRequest & { readonly filter: DuplicateFilter },
): Promise<Page<DuplicateAnswer>> {
  const limit = pageLimit(request);
  const parts = readCursor(hub.log, request.cursor, 3);
  const after = parts && { left: cursorId(parts[0]), right: cursorId(parts[1]), kind: cursorText(parts[2]) };
  const { type = null, kind = null, state = "open", entity } = request.filter;
  const question = {
    types: typesRead(viewer, hub.compiled.model),
    type,
    kind,
    state,
    entity: entity === undefined ? null : cursorId(entity),
  };
  const { reader } = hub.database;
  const found = await duplicatesAfter(reader, hub.log, question, after, limit + 1);
  if (found.length === 0) refuseUnknownNames(hub, viewer, request.filter);
  const ids = new Set<EntityId>(found.slice(0, limit).flatMap((one) => [one.left, one.right]));
  const states = await entityStates(reader, hub.log, [...ids]);
  return pageOf(
    found,
    limit,
    (last) => cursorAfter(hub.log, [last.left, last.right, last.kind]),
    (one) => duplicateAnswer(new Sight(hub.compiled.model, viewer, one.type), one, states),
  );
}

function duplicateAnswer(
  sight: Sight,
  { left, right, kind, type, reason, state, openedAt }: DuplicateRead,
  states: ReadonlyMap<EntityId, EntityState>,
): DuplicateAnswer {
  return {
    kind,
    type,
    reason,
    state,
    openedAt,
    left: side(sight, left, states.get(left)),
    right: left === right ? null : side(sight, right, states.get(right)),
  };
}

/** An entity that was merged away meanwhile says nothing any more. */
function side(sight: Sight, id: EntityId, state: EntityState | undefined): DuplicateSide {
  const facts: Record<string, DuplicateSide["facts"][string]> = Object.create(null);
  for (const [fact, stands] of state?.golden?.facts ?? []) facts[fact] = sight.value(fact, stands.value);
  const records = (state?.records ?? []).map(({ source, key }) => ({
    source,
    key: sight.key(source, key),
    link: sight.link(source, key),
  }));
  return { id, facts, records };
}
