import { findingsAfter } from "../../store/read-findings.ts";
import type { Hub } from "../hub.ts";
import type { Page, PageRequest } from "./answers.ts";
import { cursorAfter, cursorId, cursorText, pageLimit, pageOf, readCursor } from "./cursor.ts";
import { findingAnswer, withNamesIn } from "./finding-answer.ts";
import { refuseUnknownNames } from "./names-asked.ts";
import { Sight } from "./sight.ts";
import { typesRead, type Viewer } from "./viewer.ts";
import type { FindingAnswer } from "./work-answers.ts";

export interface FindingFilter {
  readonly type?: string;
  readonly rule?: string;
  readonly severity?: string;
}

/** Rules that do not hold now, in the order of their entities. */
export async function listFindings(
  hub: Hub,
  viewer: Viewer,
  request: PageRequest & { readonly filter: FindingFilter },
): Promise<Page<FindingAnswer>> {
  const limit = pageLimit(request);
  const parts = readCursor(hub.log, request.cursor, 3);
  const after = parts && {
    entity: cursorId(parts[0]),
    rule: cursorText(parts[1]),
    fact: cursorText(parts[2]),
  };
  const { type = null, rule = null, severity = null } = request.filter;
  const question = { types: typesRead(viewer, hub.compiled.model), type, rule, severity };
  const found = await findingsAfter(hub.database.reader, hub.log, question, after, limit + 1);
  if (found.length === 0) refuseUnknownNames(hub, viewer, request.filter);
  const page = pageOf(
    found,
    limit,
    (last) => cursorAfter(hub.log, [last.entity, last.rule, last.fact]),
    (one) => ({ entity: { id: one.entity, type: one.type }, ...findingAnswer(one, one.openedAt) }),
  );
  const { model } = hub.compiled;
  const named = page.items.map((one) => withNamesIn(hub, new Sight(model, viewer, one.entity.type), one));
  return { ...page, items: await Promise.all(named) };
}
