import { type EntityId, entityId } from "../../core/ids.ts";
import { refuse } from "../../errors.ts";
import { mergedWith } from "../../store/load-duplicates.ts";
import type { Hub } from "../hub.ts";
import { uuidText } from "../read/cursor.ts";
import { findNamed, findRecord, namedIn } from "../read/find-entity.ts";
import type { Viewer } from "../read/viewer.ts";

/**
 * What was merged into another, as a request names it: by its own id, which is not followed to the survivor, or by a record that
 * it brought: then what the last merge that brought the record had merged.
 */
export async function mergedNamed(
  hub: Hub,
  viewer: Viewer,
  text: string,
): Promise<{ readonly merged: EntityId; readonly type: string }> {
  const id = namedIn(text).ref.toLowerCase();
  if (uuidText.test(id)) return { merged: entityId(id), type: (await findNamed(hub, viewer, text)).type };
  const { record, entity } = await findRecord(hub, viewer, text);
  const merged = await mergedWith(hub.database.reader, hub.log, { survivor: entity.id, record: record.id });
  if (merged !== undefined) return { merged, type: entity.type };
  return refuse("not-merged", "No merge that stands brought this record to its entity.", {
    hint: "Name one that a merge brought, or give the record away: bailiwick duplicate move",
  });
}
