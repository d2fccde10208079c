import { followPageMax } from "../limits.ts";
import { type FollowItem, type FollowPage, followed, nextToFollow } from "../store/follow.ts";
import type { StoredRecord } from "../store/state.ts";
import { productActor } from "./actors.ts";
import { changeEntity } from "./change/change-entity.ts";
import { loadEntities, loadReferences } from "./change/load-work.ts";
import { matchAnew } from "./change/match-anew.ts";
import { forgetLookups, linksText, replaceHubLookups, replaceLookups } from "./change/record-lookups.ts";
import type { Work } from "./change/work.ts";
import type { Prepared } from "./change/writer.ts";
import type { Hub } from "./hub.ts";

/** Resolves anew one page of what follows from earlier changes; false when nothing is left to follow. */
export async function followOnce(hub: Hub): Promise<boolean> {
  const glance = await nextToFollow(hub.database.reader, hub.log, followPageMax);
  if (glance === null) return false;
  return hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "follow", actor: productActor, run: null });
      work.reads.add("follow");
      const page = await nextToFollow(sql, hub.log, followPageMax);
      if (page === null) return { work, result: () => false };
      const kinds = [...page.ended, page.goesOn].flatMap((item) => item?.kind ?? []);
      const ofTypes = kinds.includes("type");
      work.parentsAnew = ofTypes;
      await loadEntities(sql, work, page.entities);
      await loadReferences(sql, work, "new");
      await hub.loadKeys(sql, work);
      const toMatch = new Set(page.ended.concat(page.goesOn ?? []).flatMap(typeToMatch));
      if (toMatch.size > 0) {
        const states = page.entities.flatMap((id) => work.entities.get(id) ?? []);
        await matchAnew(
          sql,
          work,
          states.filter(({ type }) => toMatch.has(type)),
        );
        return doneWith(hub, work, page);
      }
      const ofDay = kinds.includes("day");
      if (ofDay) work.cause = { ...work.cause, cause: "calendar" };
      for (const id of page.entities) {
        const state = work.entities.get(id);
        if (state === undefined || state.state === "merged" || !work.compiled.types.has(state.type)) continue;
        // A changed model may match and refer by other attributes, or compare them otherwise.
        if (ofTypes) {
          for (const record of state.records) replaceStale(work, record);
          if (state.hub.size > 0) replaceHubLookups(work, state);
        }
        const after = changeEntity(work, state, ofDay ? { ...resolveAnew, kind: "calendar" } : resolveAnew);
        if (after === state) work.retargeted.add(state);
      }
      return doneWith(hub, work, page);
    },
  });
}

function doneWith(hub: Hub, work: Work, page: FollowPage): Prepared<boolean> {
  work.effects.push(followed(hub.log, page));
  work.writes.add("follow");
  return { work, result: () => true };
}

const typeToMatch = ({ kind, what }: FollowItem): readonly string[] =>
  kind === "match" ? [what.toString("utf8")] : [];

/** Follows everything that is to be followed now. Gives the number of pages. */
export async function followAll(hub: Hub): Promise<number> {
  for (let pages = 0; ; pages++) if (!(await followOnce(hub))) return pages;
}

function replaceStale(work: Work, record: StoredRecord): void {
  const source = work.compiled.model.sources.get(record.source);
  if (source === undefined) forgetLookups(work, record.id);
  else replaceLookups(work, source, { links: linksText(record.links) }, record, record);
}

/** What is done with an entity that has not changed, but what it refers to, or the model, has. */
export const resolveAnew = {
  kind: "golden",
  record: null,
  source: null,
  position: null,
  incarnation: 0,
  items: [],
  before: new Map(),
} as const;
