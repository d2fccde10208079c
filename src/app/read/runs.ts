import { refuse } from "../../errors.ts";
import { type RunRead, runRead, runsBack } from "../../store/read-runs.ts";
import type { Hub } from "../hub.ts";
import type { Page, PageRequest } from "./answers.ts";
import { type Called, calledIn } from "./called.ts";
import { cursorAfter, cursorId, cursorMoment, pageLimit, pageOf, readCursor, uuidText } from "./cursor.ts";
import { refuseUnknownNames } from "./names-asked.ts";
import { sourcesRead } from "./quarantine.ts";
import { Sight } from "./sight.ts";
import type { Viewer } from "./viewer.ts";
import type { RunAnswer } from "./work-answers.ts";

export interface RunFilter {
  readonly source?: string;
  readonly state?: string;
}

/** Runs, the latest first. */
export async function listRuns(
  hub: Hub,
  viewer: Viewer,
  request: PageRequest & { readonly filter: RunFilter },
): Promise<Page<RunAnswer>> {
  const limit = pageLimit(request);
  const parts = readCursor(hub.log, request.cursor, 2);
  const before = parts && { startedAt: cursorMoment(parts[0]), id: cursorId(parts[1]) };
  const { source = null, state = null } = request.filter;
  const question = { sources: sourcesRead(viewer, hub.compiled.model), source, state };
  const found = await runsBack(hub.database.reader, hub.log, question, before, limit + 1);
  if (found.length === 0) refuseUnknownNames(hub, viewer, request.filter);
  const called = await calledBy(hub, found);
  return pageOf(
    found,
    limit,
    (last) => cursorAfter(hub.log, [last.startedAt, last.id]),
    (one) => runAnswer(hub, viewer, called, one),
  );
}

/** One run, with its account. */
export async function getRun(hub: Hub, viewer: Viewer, id: string): Promise<RunAnswer> {
  const found = uuidText.test(id) ? await runRead(hub.database.reader, hub.log, id) : undefined;
  const sources = sourcesRead(viewer, hub.compiled.model);
  const hidden =
    found !== undefined && sources !== null && !(found.source !== null && sources.includes(found.source));
  if (found === undefined || hidden) return refuse("run-unknown", "There is no such run.");
  return runAnswer(hub, viewer, await calledBy(hub, [found]), found);
}

const calledBy = (hub: Hub, runs: readonly RunRead[]): Promise<Called> =>
  calledIn(hub.database.reader, hub.log, { actors: runs.map(({ actor }) => actor), entities: [] });

function runAnswer(hub: Hub, viewer: Viewer, called: Called, run: RunRead): RunAnswer {
  const { id, kind, source, state, startedAt, endedAt, actor, file, asOf, complete, account, reason } = run;
  const { model } = hub.compiled;
  const sight = new Sight(model, viewer, model.sources.get(source ?? "")?.entity ?? "");
  return {
    id,
    kind,
    source,
    state,
    startedAt,
    endedAt,
    actor,
    actorName: called.actor(sight, actor),
    file,
    asOf,
    complete,
    account: { ...account },
    reason,
  };
}
