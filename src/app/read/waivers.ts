import { recordedAtOf } from "../../store/read-moments.ts";
import { type WaiverRead, waiversAfter } from "../../store/waivers.ts";
import { openSaid, type Said } from "../change/entered-here.ts";
import type { Hub } from "../hub.ts";
import type { Page, PageRequest } from "./answers.ts";
import { cursorAfter, cursorId, cursorNumber, pageLimit, pageOf, readCursor } from "./cursor.ts";
import { whoAndWhy } from "./leave-answer.ts";
import { refuseUnknownNames } from "./names-asked.ts";
import { Sight } from "./sight.ts";
import { keysOf } from "./unseal.ts";
import { typesRead, type Viewer } from "./viewer.ts";
import type { WaiverAnswer } from "./work-answers.ts";

/** Which copies persons let differ, and until when, in the order of the entities. */
export async function listWaivers(
  hub: Hub,
  viewer: Viewer,
  request: PageRequest & {
    readonly filter: { readonly type?: string; readonly source?: string; readonly decision?: string };
  },
): Promise<Page<WaiverAnswer>> {
  const limit = pageLimit(request);
  const parts = readCursor(hub.log, request.cursor, 2);
  const after = parts && { entity: cursorId(parts[0]), ordinal: cursorNumber(parts[1]) };
  const { reader } = hub.database;
  const types = typesRead(viewer, hub.compiled.model);
  const { type = null, source = null, decision = null } = request.filter;
  const found = await waiversAfter(reader, hub.log, { types, type, source, decision }, after, limit + 1);
  if (found.length === 0) refuseUnknownNames(hub, viewer, request.filter);
  const indexes = new Set(found.map(({ waiver }) => waiver.since));
  const moments = await recordedAtOf(reader, hub.log, [...indexes]);
  const keys = await keysOf(
    reader,
    hub.keys,
    found.map(({ waiver }) => waiver.subject),
  );
  return pageOf(
    found,
    limit,
    (last) => cursorAfter(hub.log, [last.entity, last.ordinal]),
    (one) =>
      answerOf(hub, viewer, one, {
        said: openSaid(keys, one.waiver),
        since: moments.get(one.waiver.since) ?? "",
      }),
  );
}

function answerOf(
  { compiled: { model } }: Hub,
  viewer: Viewer,
  { entity, type, version, waiver, source, key, differs, golden, held }: WaiverRead,
  { said, since }: { readonly said: Said | null; readonly since: string },
): WaiverAnswer {
  const sight = new Sight(model, viewer, type);
  const { fact, until } = waiver;
  return {
    entity: { id: entity, type },
    version,
    fact,
    source,
    key: sight.key(source, key),
    link: sight.link(source, key),
    kind: "waiver",
    until,
    ...whoAndWhy(sight, said),
    entry: waiver.since,
    decision: waiver.decision,
    differs,
    golden: sight.value(fact, golden),
    held: sight.claim(fact, held),
    since,
  };
}
