import { type EntityId, entityId } from "../../core/ids.ts";
import type { Hub } from "../hub.ts";
import { uuidText } from "../read/cursor.ts";
import { findEntity } from "../read/find-entity.ts";
import { typeAsked } from "../read/names-asked.ts";
import type { EntityAsked, Viewer } from "../read/viewer.ts";

/** An entity as an edit names it. */
export interface EntityToEdit {
  readonly entity: EntityId;
  /** What the entity has yet to be seen to be, where it was taken at its word. */
  readonly expected?: { readonly viewer: Viewer; readonly asked: EntityAsked };
}

/**
 * The entity that a request names, for an edit of it. An id is taken at its word: the edit looks under the lock whether it is
 * there, of that type, the caller's to see, and whom it was merged into. A look before that cost three times the edit itself.
 */
export async function entityToEdit(hub: Hub, viewer: Viewer, asked: EntityAsked): Promise<EntityToEdit> {
  const { type, ref } = asked;
  if (!uuidText.test(ref.toLowerCase())) return { entity: (await findEntity(hub, viewer, asked)).id };
  if (type !== null) typeAsked(hub, viewer, type);
  return { entity: entityId(ref.toLowerCase()), expected: { viewer, asked } };
}
