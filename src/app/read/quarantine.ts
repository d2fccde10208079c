import { crosswalkName, entityHeldBy } from "../../core/model/crosswalk-name.ts";
import type { EntityType, Model } from "../../core/model/model.ts";
import { refuse } from "../../errors.ts";
import { type QuarantineRead, quarantineAfter, quarantined } from "../../store/read-quarantine.ts";
import type { Hub } from "../hub.ts";
import { openAbout, type QuarantineAbout } from "../load/quarantine-about.ts";
import type { Page, PageRequest } from "./answers.ts";
import { cursorAfter, cursorId, pageLimit, pageOf, readCursor, uuidText } from "./cursor.ts";
import { refuseUnknownNames } from "./names-asked.ts";
import { keysOf, unsealBytes } from "./unseal.ts";
import { erasedValue, hidesKeysOf, masked, mayRead, seesPersonalOf, type Viewer } from "./viewer.ts";
import type { QuarantineAnswer, QuarantinedRecord } from "./work-answers.ts";

export interface QuarantineFilter {
  readonly source?: string;
  readonly run?: string;
  /** Absent: `open`. */
  readonly state?: QuarantineRead["state"];
}

/** Records that were refused at the door, in the order in which they came. */
export async function listQuarantine(
  hub: Hub,
  viewer: Viewer,
  request: PageRequest & { readonly filter: QuarantineFilter },
): Promise<Page<QuarantineAnswer>> {
  const limit = pageLimit(request);
  const { model } = hub.compiled;
  const parts = readCursor(hub.log, request.cursor, 1);
  const { source = null, run, state = "open" } = request.filter;
  const question = {
    sources: sourcesAndCrosswalksRead(viewer, model),
    source,
    run: run === undefined ? null : cursorId(run),
    state,
  };
  const after = parts && cursorId(parts[0]);
  const { reader } = hub.database;
  const found = await quarantineAfter(reader, hub.log, question, after, limit + 1);
  if (found.length === 0) refuseUnknownNames(hub, viewer, request.filter);
  const ids = found.map((one) => one.id);
  const keys = await keysOf(reader, hub.keys, ids);
  return pageOf(
    found,
    limit,
    (last) => cursorAfter(hub.log, [last.id]),
    (one) => quarantineAnswer(model, viewer, one, openAbout(keys, one)),
  );
}

/** One of them with its bytes, for those who may see personal values: nobody knows what a refused record holds. */
export async function getQuarantined(hub: Hub, viewer: Viewer, id: string): Promise<QuarantinedRecord> {
  const { model } = hub.compiled;
  const { blob, about, ...found } = await visibleQuarantine(hub, viewer, id);
  const answer = quarantineAnswer(model, viewer, found, about);
  if (!seesPersonalOf(viewer, typeOfSource(model, found.source)))
    return { ...answer, columns: masked, bytes: masked };
  if (about === null) return { ...answer, columns: erasedValue, bytes: erasedValue };
  const bytes = await unsealBytes(hub.database.reader, hub.keys, id, blob);
  return { ...answer, columns: about.columns, bytes: bytes?.toString("base64") ?? erasedValue };
}

/** A record in quarantine, with what is sealed of it beside its bytes: `null` once that has been erased. */
export interface Quarantined extends Omit<QuarantineRead, "about"> {
  readonly about: QuarantineAbout | null;
  readonly blob: Buffer;
}

/** A record in quarantine of a domain that the caller may read. */
export async function visibleQuarantine(hub: Hub, viewer: Viewer, id: string): Promise<Quarantined> {
  const found = uuidText.test(id) ? await quarantined(hub.database.reader, hub.log, id) : undefined;
  const sources = sourcesAndCrosswalksRead(viewer, hub.compiled.model);
  if (found === undefined || (sources !== null && !sources.includes(found.source))) {
    return refuse("quarantine-unknown", "Nothing is in quarantine under this id.");
  }
  return { ...found, about: openAbout(await keysOf(hub.database.reader, hub.keys, [id]), found) };
}

/** The sources whose entity type the caller may read; `null` is all. */
export function sourcesRead(viewer: Viewer, model: Model): readonly string[] | null {
  if (viewer.domains === null) return null;
  return [...model.sources.values()]
    .filter((source) => {
      const type = model.entities.get(source.entity);
      return type !== undefined && mayRead(viewer, type);
    })
    .map((source) => source.name);
}

/** The same with the crosswalks that join two of them, as rows in quarantine name them. */
function sourcesAndCrosswalksRead(viewer: Viewer, model: Model): readonly string[] | null {
  const read = sourcesRead(viewer, model);
  return read && [...read, ...read.flatMap((left) => read.map((right) => crosswalkName(left, right)))];
}

const typeOfSource = (model: Model, source: string): EntityType | undefined =>
  model.entities.get(entityHeldBy(model, source) ?? "");

function quarantineAnswer(
  model: Model,
  viewer: Viewer,
  found: Omit<QuarantineRead, "about">,
  about: QuarantineAbout | null,
): QuarantineAnswer {
  const { id, source, run, line, format, reasons, state, createdAt, endedAt } = found;
  const hidden = hidesKeysOf(model, viewer, source);
  return {
    id,
    source,
    type: entityHeldBy(model, source),
    key: hidden ? (about?.key === null ? null : masked) : about === null ? erasedValue : about.key,
    run,
    line,
    format,
    reasons,
    state,
    createdAt,
    endedAt,
  };
}
