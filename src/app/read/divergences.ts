import { waiverKey } from "../../core/divergence/waiver.ts";
import { entityId, factKey, recordId } from "../../core/ids.ts";
import type { Model } from "../../core/model/model.ts";
import { pageItemsMax } from "../../limits.ts";
import {
  type DivergenceQuestion,
  type DivergenceRead,
  divergenceGroupsOf,
  divergencesAfter,
} from "../../store/read-divergences.ts";
import { waiversStanding } from "../../store/waivers.ts";
import { openSaid } from "../change/entered-here.ts";
import type { Hub } from "../hub.ts";
import type { Page, PageRequest } from "./answers.ts";
import { cursorAfter, cursorId, cursorNumber, cursorText, pageLimit, pageOf, readCursor } from "./cursor.ts";
import { leaveAnswer, type WaiverSaid } from "./leave-answer.ts";
import { refuseUnknownNames } from "./names-asked.ts";
import { Sight } from "./sight.ts";
import { keysOf } from "./unseal.ts";
import { typesRead, type Viewer } from "./viewer.ts";
import type { DivergenceAnswer, DivergenceFilter, DivergenceGroupAnswer } from "./work-answers.ts";

/** Divergences in the order of their entities; those in transit are among them. */
export async function listDivergences(
  hub: Hub,
  viewer: Viewer,
  request: PageRequest & { readonly filter: DivergenceFilter },
): Promise<Page<DivergenceAnswer>> {
  const limit = pageLimit(request);
  const parts = readCursor(hub.log, request.cursor, 4);
  const after = parts && {
    opened: cursorNumber(parts[0]),
    entity: cursorId(parts[1]),
    fact: cursorText(parts[2]),
    record: cursorId(parts[3]),
  };
  const question = questionOf(hub.compiled.model, viewer, request.filter);
  const found = await divergencesAfter(hub.database.reader, hub.log, question, after, limit + 1);
  if (found.length === 0) refuseUnknownNames(hub, viewer, request.filter);
  const answer = answerer(hub.compiled.model, viewer, await waiversOf(hub, found));
  return pageOf(
    found,
    limit,
    (last) => cursorAfter(hub.log, [last.opened, last.entity, last.fact, last.record]),
    answer,
  );
}

export function questionOf(model: Model, viewer: Viewer, filter: DivergenceFilter): DivergenceQuestion {
  return {
    types: typesRead(viewer, model),
    type: filter.type ?? null,
    attribute: filter.attribute ?? null,
    source: filter.source ?? null,
    cause: filter.cause ?? null,
    pattern: filter.pattern ?? null,
    state: filter.state ?? "open",
  };
}

/** Divergences that count, and apart from them those that may differ, by what they have in common; the largest group first. */
export async function divergenceGroups(
  hub: Hub,
  viewer: Viewer,
  filter: DivergenceFilter,
): Promise<readonly DivergenceGroupAnswer[]> {
  const question = questionOf(hub.compiled.model, viewer, filter);
  const groups = await divergenceGroupsOf(hub.database.reader, hub.log, question, pageItemsMax);
  if (groups.length === 0) refuseUnknownNames(hub, viewer, filter);
  const examples = groups.map(({ example }) => example);
  const answer = answerer(hub.compiled.model, viewer, await waiversOf(hub, examples));
  return groups.map(({ count, allowed, example }) => ({
    type: example.type,
    attribute: example.attribute,
    source: example.source,
    cause: example.cause,
    pattern: example.pattern,
    policy: example.policy,
    count,
    allowed,
    oldestAt: example.openedAt,
    example: answer(example),
  }));
}

/** The waivers by which some divergences are allowed, by entity and `waiverKey`, with who gave them and why. */
async function waiversOf(
  hub: Hub,
  reads: readonly DivergenceRead[],
): Promise<ReadonlyMap<string, WaiverSaid>> {
  const waived = reads.filter(({ leave }) => leave?.kind === "waiver").map(({ entity }) => entityId(entity));
  const found = await waiversStanding(hub.database.reader, hub.log, [...new Set(waived)]);
  const subjects = found.map(({ waiver }) => waiver.subject);
  const keys = await keysOf(hub.database.reader, hub.keys, subjects);
  return new Map(
    found.map(({ entity, waiver }) => [
      `${entity} ${waiverKey(waiver.fact, waiver.record)}`,
      { waiver, said: openSaid(keys, waiver) },
    ]),
  );
}

function answerer(
  model: Model,
  viewer: Viewer,
  waivers: ReadonlyMap<string, WaiverSaid>,
): (read: DivergenceRead) => DivergenceAnswer {
  const sights = new Map<string, Sight>();
  return (read) => {
    const sight = sights.get(read.type) ?? new Sight(model, viewer, read.type);
    sights.set(read.type, sight);
    const { fact, source, key, cause, pattern, policy, state, openedAt, dueAt, closedAt, how } = read;
    const leave = state === "allowed" ? read.leave : null;
    const waiver = waivers.get(`${read.entity} ${waiverKey(factKey(fact), recordId(read.record))}`);
    return {
      entity: { id: read.entity, type: read.type },
      fact,
      source,
      key: read.forgotten ? sight.forgotten : sight.key(source, key),
      link: sight.link(source, key),
      golden: read.forgotten ? sight.forgotten : sight.value(fact, read.golden),
      held: read.forgotten ? sight.forgotten : sight.claim(fact, read.held),
      cause,
      pattern,
      policy,
      state,
      leave: leave && leaveAnswer(sight, { fact, source }, leave, waiver),
      openedAt,
      dueAt,
      closedAt,
      how,
    };
  };
}
