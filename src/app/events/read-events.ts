import { type EntityId, entityId } from "../../core/ids.ts";
import { decodeBody } from "../../core/log/body.ts";
import { type BodyItem, type EntryHeader, isSealed } from "../../core/log/entry.ts";
import { decodeHeader } from "../../core/log/header.ts";
import type { OpenSealed } from "../../core/log/replayed.ts";
import { erased } from "../../core/log/replayed.ts";
import { uuidFromBase64url, uuidOrNull } from "../../core/log/uuid.ts";
import { invariant } from "../../errors.ts";
import { typesOf } from "../../store/read-entity.ts";
import { type EntryRow, entriesFrom } from "../../store/read-history.ts";
import type { Hub } from "../hub.ts";
import { type Called, calledIn } from "../read/called.ts";
import { Sight } from "../read/sight.ts";
import { unsealEntries } from "../read/unseal.ts";
import { erasedValue, isAmong, masked, type Shown, type Viewer } from "../read/viewer.ts";
import { eventId } from "./event-id.ts";

/** A CloudEvent 1.0 that tells one entry of the log. */
export interface EventAnswer {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  /** `bailiwick.golden` where golden values changed, else `bailiwick.` and the kind of the entry. */
  readonly type: string;
  /** The entity. */
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: { readonly [name: string]: Shown };
}

export interface EventPage {
  /** Those that the viewer may see, in the order of the log. */
  readonly events: readonly EventAnswer[];
  /** The index of the last entry looked at; `after` where there was none. */
  readonly last: number;
  /** Whether there may be more by now. */
  readonly full: boolean;
}

/** The events of the entries behind an index. Entries are gap-free in the order of commits, so none is passed over. */
export async function readEvents(
  hub: Hub,
  viewer: Viewer,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<EventPage> {
  const { reader } = hub.database;
  const rows = await entriesFrom(reader, hub.log, after + 1, limit);
  const entries = rows.map((row) => ({ row, header: headerOf(row) }));
  const ids = new Set(entries.flatMap(({ header }) => header.entity ?? []));
  const types = await typesOf(
    reader,
    hub.log,
    [...ids].map((id) => entityId(uuidFromBase64url(id))),
  );
  const called = await calledIn(reader, hub.log, {
    actors: entries.map(({ header }) => header.actor),
    entities: [...ids].map(uuidFromBase64url),
  });
  const indexes = rows.map((row) => row.index);
  const seesSome = viewer.personal === null || viewer.personal.length > 0;
  const open: OpenSealed = seesSome ? (await unsealEntries(reader, hub.keys, indexes)).open : () => erased;
  const events = entries.flatMap(
    ({ row, header }) => eventOf({ hub, viewer, types, called, open }, row, header) ?? [],
  );
  return { events, last: rows.at(-1)?.index ?? after, full: rows.length === limit };
}

interface Telling {
  readonly hub: Hub;
  readonly viewer: Viewer;
  readonly types: ReadonlyMap<EntityId, string>;
  readonly called: Called;
  readonly open: OpenSealed;
}

function headerOf(row: EntryRow): EntryHeader {
  const decoded = decodeHeader(row.header);
  invariant(decoded.ok, "a stored header can be read");
  return decoded.value;
}

/** Rights and keys are told to nobody: they are asked for. A model or a run concerns all domains. */
const toldOfNoEntity: ReadonlySet<string> = new Set(["model", "run"]);

function eventOf(telling: Telling, row: EntryRow, header: EntryHeader): EventAnswer | null {
  const { hub, viewer, types, called } = telling;
  const { kind, cause, run, version, source, actor } = header;
  const items = row.body === null ? null : itemsOf(row.body);
  const told = {
    kind,
    cause,
    run: uuidOrNull(run),
    ...(items === null ? { erased: true } : {}),
  };
  if (header.entity === null) {
    if (!toldOfNoEntity.has(kind) || viewer.domains !== null) return null;
    const actorName = called.actor(new Sight(hub.compiled.model, viewer, ""), actor);
    return event(hub, header, { type: kind, data: { ...told, actorName, ...plainDetail(items ?? []) } });
  }
  const id = entityId(uuidFromBase64url(header.entity));
  const type = types.get(id);
  const domain = hub.compiled.model.entities.get(type ?? "")?.domain ?? null;
  if (type === undefined || !isAmong(viewer.domains, domain)) return null;
  const sight = new Sight(hub.compiled.model, viewer, type);
  const facts = goldenIn(items ?? [], sight, telling.open);
  const happened = [...new Set((items ?? []).map((one) => one.op))].filter(
    (op) => op !== "claim" && op !== "golden",
  );
  return event(hub, header, {
    type: Object.keys(facts).length > 0 ? "golden" : kind,
    subject: id,
    data: {
      type,
      name: called.entity(sight, id),
      version,
      source: sight.source(source),
      ...told,
      actorName: called.actor(sight, actor),
      facts,
      happened,
      ...linkedIds(items ?? []),
    },
  });
}

function event(
  hub: Hub,
  header: EntryHeader,
  { type, subject, data }: { type: string; subject?: string; data: EventAnswer["data"] },
): EventAnswer {
  return {
    specversion: "1.0",
    id: eventId(hub.log, header.index),
    source: `urn:bailiwick:log:${hub.log}`,
    type: `bailiwick.${type}`,
    ...(subject === undefined ? {} : { subject }),
    time: header.recordedAt,
    datacontenttype: "application/json",
    data,
  };
}

function itemsOf(body: Buffer): readonly BodyItem[] {
  const decoded = decodeBody(body);
  invariant(decoded.ok, "a stored body can be read");
  return decoded.value;
}

/** The golden values that the entry made: its `golden` items, and the claims that became golden with it. */
function goldenIn(
  items: readonly BodyItem[],
  sight: Sight,
  open: OpenSealed,
): { readonly [fact: string]: Shown } {
  const facts: Record<string, Shown> = Object.create(null);
  for (const { op, fact, after, basis } of items) {
    if (fact === undefined || (op !== "golden" && (op !== "claim" || basis === undefined))) continue;
    facts[fact] =
      after === undefined || basis === undefined
        ? { declared: false }
        : { value: shownValue(sight, fact, after, open) as never, basis };
  }
  return facts;
}

function shownValue(
  sight: Sight,
  fact: string,
  after: NonNullable<BodyItem["after"]> | null,
  open: OpenSealed,
): Shown {
  if (!isSealed(after)) return sight.value(fact, after);
  // What was sealed when it was written stays so for those who see nothing personal, whatever the model says now.
  if (!sight.clear) return masked;
  const plain = open(after);
  return plain === erased ? erasedValue : sight.value(fact, plain);
}

/** Who was merged into whom, so that a reader can follow. */
function linkedIds(items: readonly BodyItem[]): { readonly [name: string]: Shown } {
  const ids: Record<string, Shown> = Object.create(null);
  for (const { detail } of items) {
    for (const name of ["id", "into", "other"]) {
      const id = detail?.[name];
      if (typeof id === "string") ids[name] = uuidFromBase64url(id);
    }
  }
  return ids;
}

function plainDetail(items: readonly BodyItem[]): { readonly [name: string]: Shown } {
  const members = items.flatMap(({ detail }) => Object.entries(detail ?? {}));
  return Object.fromEntries(members.flatMap(([name, value]) => (isSealed(value) ? [] : [[name, value]])));
}
