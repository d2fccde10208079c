import type { EntityId } from "../../core/ids.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { type DuplicateRow, inOrder } from "../../store/write-duplicates.ts";
import { type OpenItem, ofProduct } from "./draft.ts";
import type { Work } from "./work.ts";

/** What was found for a person to decide, and the entry that says it. */
export interface PossibleTold {
  readonly found: readonly DuplicateRow[];
  readonly index: number;
}

/**
 * Says, as the last entry of a piece of work, which possible duplicates and moves it found: nothing that is stored later shows
 * them, since values that tied two may be others by then. A pair that has been said before says nothing new.
 */
export function tellPossible(work: Work): PossibleTold {
  const found = [...work.duplicates.values()].flatMap((one) => asAnswering(work, one)).map(inOrder);
  const { index } = work;
  if (found.length > 0) work.append(ofProduct("link", ...found.map(possibleItem)));
  return { found, index };
}

/** A pair by the entities that answer for its two once the work is done; none where that is one. A move may lead to nowhere yet. */
function asAnswering(work: Work, one: DuplicateRow): readonly DuplicateRow[] {
  const [left, right] = [answering(work, one.left), answering(work, one.right)];
  if (left === right && one.left !== one.right) return [];
  return [{ ...one, left, right }];
}

function answering(work: Work, id: EntityId): EntityId {
  const into = work.entities.get(id)?.mergedInto ?? null;
  return into === null ? id : answering(work, into);
}

function possibleItem({ kind, left, right, type, reason }: DuplicateRow): OpenItem {
  const ids = { left: uuidToBase64url(left), right: uuidToBase64url(right) };
  return { item: { op: "set", detail: { what: "possible", kind, ...ids, type, reason } }, subject: null };
}
