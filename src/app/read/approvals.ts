import type { ApprovalLayer, Waiting } from "../../core/golden/approval.ts";
import { type WaitingRead, waitingAfter } from "../../store/approvals.ts";
import { recordedAtOf } from "../../store/read-moments.ts";
import type { Hub } from "../hub.ts";
import type { Page, PageRequest } from "./answers.ts";
import type { ApprovalAnswer, WaitingAnswer } from "./approval-answer.ts";
import { cursorAfter, cursorId, cursorNumber, pageLimit, pageOf, readCursor } from "./cursor.ts";
import { refuseUnknownNames } from "./names-asked.ts";
import { Sight } from "./sight.ts";
import { typesRead, type Viewer } from "./viewer.ts";

/** What waits for approval, and what was declined and is still stated, in the order of the entities. */
export async function listApprovals(
  hub: Hub,
  viewer: Viewer,
  request: PageRequest & { readonly filter: { readonly type?: string } },
): Promise<Page<ApprovalAnswer>> {
  const limit = pageLimit(request);
  const parts = readCursor(hub.log, request.cursor, 2);
  const after = parts && { entity: cursorId(parts[0]), ordinal: cursorNumber(parts[1]) };
  const seen = typesRead(viewer, hub.compiled.model);
  const { type } = request.filter;
  const types = type === undefined ? seen : (seen?.filter((one) => one === type) ?? [type]);
  const { reader } = hub.database;
  const found = await waitingAfter(reader, hub.log, types, after, limit + 1);
  if (found.length === 0) refuseUnknownNames(hub, viewer, request.filter);
  const moments = await recordedAtOf(reader, hub.log, [...new Set(found.map((one) => one.waiting.since))]);
  return pageOf(
    found,
    limit,
    (last) => cursorAfter(hub.log, [last.entity, last.ordinal]),
    (one) => answerOf(hub, viewer, one, moments.get(one.waiting.since) ?? ""),
  );
}

function answerOf(hub: Hub, viewer: Viewer, read: WaitingRead, recordedAt: string): ApprovalAnswer {
  const { entity, type, version, layer, fact, waiting, key, golden } = read;
  const sight = new Sight(hub.compiled.model, viewer, type);
  return {
    entity: { id: entity, type },
    version,
    fact,
    since: recordedAt,
    golden: sight.value(fact, golden),
    key: sight.key(waiting.source, key),
    link: sight.link(waiting.source, key),
    ...waitingAnswer(sight, fact, layer, waiting),
  };
}

/** What waits on one fact, as the caller may see it: of those who agreed, whose word still counts. */
export function waitingAnswer(
  sight: Sight,
  fact: string,
  layer: ApprovalLayer,
  waiting: Waiting,
): WaitingAnswer {
  const approve = sight.attribute(fact)?.approve ?? null;
  const members = sight.membersOf(approve?.by ?? "");
  return {
    layer,
    entry: waiting.since,
    value: sight.value(fact, waiting.value),
    source: waiting.source,
    by: approve?.by ?? null,
    count: approve?.count ?? 0,
    approvers: waiting.approvers.filter(({ name }) => members.has(name)).map(({ name }) => sight.words(name)),
    declined: waiting.declined && {
      by: sight.words(waiting.declined.name),
      reason: sight.words(waiting.declined.reason),
    },
  };
}
