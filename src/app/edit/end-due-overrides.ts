import type { EntityId } from "../../core/ids.ts";
import { duePageMax } from "../../limits.ts";
import { dueOverrides } from "../../store/due-overrides.ts";
import { productActor } from "../actors.ts";
import { changeEntity } from "../change/change-entity.ts";
import { loadEntities, loadReferences } from "../change/load-work.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";

/**
 * Ends a page of overrides whose day has come, each by an entry with cause `calendar`: no read ever looks at a clock. `true`
 * where there may be more.
 */
export async function endDueOverrides(hub: Hub): Promise<boolean> {
  const glance = await dueOverrides(hub.database.reader, hub.log, duePageMax);
  if (glance.entities.length === 0) return false;
  return hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "calendar", actor: productActor, run: null });
      const { today, entities } = await dueOverrides(sql, hub.log, duePageMax);
      await loadEntities(sql, work, entities);
      await loadReferences(sql, work);
      await hub.loadKeys(sql, work);
      for (const id of entities) endDue(work, id, today);
      return { work, result: () => entities.length === duePageMax };
    },
  });
}

/** Ends the overrides of a loaded entity whose day has come. */
export function endDue(work: Work, id: EntityId, today: string): void {
  const state = work.entity(id);
  const due = [...state.overrides.values()].filter((one) => "day" in one.until && one.until.day <= today);
  if (due.length === 0 || !work.compiled.types.has(state.type)) return;
  const overrides = new Map(state.overrides);
  for (const { fact } of due) overrides.delete(fact);
  changeEntity(work, state, {
    kind: "calendar",
    record: null,
    source: "hub",
    position: null,
    incarnation: 0,
    items: due.map(({ fact }) => ({
      item: { fact, op: "override-end" as const, detail: { why: "day", day: today } },
      subject: null,
    })),
    before: new Map(),
    overrides,
  });
}
