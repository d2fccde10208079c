import type { EntityId } from "../core/ids.ts";
import { dayOf, momentOfInstant, type WorldMoment } from "../core/value/world-moment.ts";
import { duePageMax } from "../limits.ts";
import { dueEntities, latestDue, moveCalendar } from "../store/calendar.ts";
import { headOf } from "../store/commit.ts";
import type { Reader } from "../store/db.ts";
import { followDay } from "../store/follow.ts";
import { databaseNow } from "../store/runs.ts";
import { productActor } from "./actors.ts";
import { changeEntity } from "./change/change-entity.ts";
import { ofProduct } from "./change/draft.ts";
import { loadEntities, loadReferences } from "./change/load-work.ts";
import type { Work } from "./change/work.ts";
import { resolveAnew } from "./follow.ts";
import type { Hub } from "./hub.ts";

/** Tells what time it is: UTC, with microseconds. The one place where a clock decides on values is the job of the calendar. */
export type Clock = (sql: Reader) => Promise<string>;

const calendar = { cause: "calendar" as const, actor: productActor, run: null };

/**
 * Moves the calendar of the log, where a day has begun or a moment has come that something is dated by: by an entry that
 * says to when. From then on every change is judged at that moment. `true` where it moved.
 */
export async function moveCalendarOn(hub: Hub, clock: Clock = databaseNow): Promise<boolean> {
  const { reader } = hub.database;
  const now = momentOfInstant(await clock(reader));
  if (!hub.compiled.readsCalendar && (await latestDue(reader, hub.log, now)) === null) return false;
  const glance = await headOf(reader, hub.log);
  if ((await nextMoment(reader, hub.log, now)) <= glance.calendar) return false;
  return hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, calendar);
      const to = await nextMoment(sql, hub.log, now);
      if (to <= work.calendar) return { work, result: () => false };
      tellCalendar(work, to);
      work.effects.push(moveCalendar(hub.log, to));
      const types = [...work.compiled.types.values()].filter(({ readsToday }) => readsToday);
      if (dayOf(to) > dayOf(work.calendar) && types.length > 0)
        work.effects.push(
          followDay(
            hub.log,
            types.map(({ type }) => type.name),
          ),
        );
      work.writes.add("calendar");
      return { work, result: () => true };
    },
  });
}

/** The moment to which a load moves the calendar before anything else: what would only rehearse one is judged at it. */
export async function calendarOfLoads({ database, compiled, log }: Hub): Promise<WorldMoment> {
  const { reader } = database;
  const { calendar } = await headOf(reader, log);
  if (!compiled.readsCalendar) return calendar;
  const to = await nextMoment(reader, log, momentOfInstant(await databaseNow(reader)));
  return to > calendar ? to : calendar;
}

/** The day that it is, or what came due in it so far: nothing else is worth an entry. */
async function nextMoment(sql: Reader, log: number, now: WorldMoment): Promise<WorldMoment> {
  const due = await latestDue(sql, log, now);
  const today = dayOf(now);
  return due !== null && due > today ? due : today;
}

function tellCalendar(work: Work, to: WorldMoment): void {
  work.append(
    ofProduct("calendar", { item: { op: "set", detail: { what: "calendar", to } }, subject: null }),
  );
}

/** Resolves anew a page of the entities whose moment has come; `true` where there may be more. */
export async function resolveDue(hub: Hub): Promise<boolean> {
  const { reader } = hub.database;
  const glance = await headOf(reader, hub.log);
  if ((await dueEntities(reader, hub.log, glance.calendar, 1)).length === 0) return false;
  return hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, calendar);
      const entities = await dueEntities(sql, hub.log, work.calendar, duePageMax);
      await loadEntities(sql, work, entities);
      await loadReferences(sql, work);
      await hub.loadKeys(sql, work);
      for (const id of entities) comeDue(work, id);
      return { work, result: () => entities.length === duePageMax };
    },
  });
}

/** Resolves a loaded entity anew at the calendar, in the name of it. */
export function comeDue(work: Work, id: EntityId): void {
  const state = work.entity(id);
  if (state.state === "merged" || !work.compiled.types.has(state.type)) return;
  changeEntity(work, state, { ...resolveAnew, kind: "calendar" });
}

/** Everything that has come due by now, to the end. */
export async function comeDueAll(hub: Hub, clock: Clock = databaseNow): Promise<void> {
  while (await moveCalendarOn(hub, clock));
  while (await resolveDue(hub));
}
