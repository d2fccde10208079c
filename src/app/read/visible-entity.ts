import type { EntityId } from "../../core/ids.ts";
import { survivorAt } from "../../store/load-duplicates.ts";
import type { EntityAsRead } from "../../store/read-entity.ts";
import type { Hub } from "../hub.ts";
import { mayRead, type Viewer } from "./viewer.ts";

/** The entity of an id, or what it was merged into, where the caller may read it. */
export async function visibleEntity(hub: Hub, viewer: Viewer, id: EntityId): Promise<EntityAsRead | null> {
  const row = await hub.entities.asRead(id);
  const declared = row && hub.compiled.model.entities.get(row.type);
  if (row === undefined || declared === undefined || !mayRead(viewer, declared)) return null;
  if (row.mergedInto === null) return row;
  // It was merged a moment ago, and what refers to it is yet to follow.
  const survivor = await survivorAt(hub.database.reader, hub.log, id);
  return survivor === undefined ? null : ((await hub.entities.asRead(survivor)) ?? null);
}
