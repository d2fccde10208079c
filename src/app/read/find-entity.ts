import { keyOfLink } from "../../core/correction/link.ts";
import { type EntityId, entityId } from "../../core/ids.ts";
import type { Source } from "../../core/model/source.ts";
import { refuse } from "../../errors.ts";
import { referenceCharsMax } from "../../limits.ts";
import { survivorAt } from "../../store/load-duplicates.ts";
import { recordsByKey } from "../../store/load-records.ts";
import type { StoredRecord } from "../../store/state.ts";
import type { Hub } from "../hub.ts";
import type { EntityRef } from "./answers.ts";
import { uuidText } from "./cursor.ts";
import { typeAsked } from "./names-asked.ts";
import { type EntityAsked, hidesKeysOf, isAmong, isSourceSeen, type Viewer } from "./viewer.ts";

export interface Found extends EntityRef {
  readonly id: EntityId;
}

/**
 * The entity that a text refers to: an id (old ones answer with their survivor), `source:key`, or an address that the
 * `link` of a source leads to. `type` is that of the path, `null` where any will do.
 */
export async function findEntity(
  hub: Hub,
  viewer: Viewer,
  { type, ref }: { readonly type: string | null; readonly ref: string },
): Promise<Found> {
  if (ref.length > referenceCharsMax || ref.includes("\0")) refuseUnclear();
  if (type !== null) typeAsked(hub, viewer, type);
  const id = uuidText.test(ref.toLowerCase())
    ? entityId(ref.toLowerCase())
    : (await byRecord(hub, viewer, ref))?.entity;
  const found = id === undefined ? undefined : await visible(hub, viewer, id);
  if (found === undefined || (type !== null && found.type !== type)) return refuseUnknown(type);
  return found;
}

/** The same for what a body names: with the type before it, as in `campaign/crm:4711`, or without. */
export function findNamed(hub: Hub, viewer: Viewer, text: string): Promise<Found> {
  return findEntity(hub, viewer, namedIn(text));
}

/** What is named, and its type where that stands before it. A key may hold slashes, and an address does: behind a colon. */
export function namedIn(text: string): EntityAsked {
  const [, type = null, ref = text] = /^([^/:]+)\/(.+)$/s.exec(text) ?? [];
  return { type, ref };
}

/** The entity that answers to an id, where there is one, of a domain that the caller may read. */
async function visible(hub: Hub, viewer: Viewer, id: EntityId): Promise<Found | undefined> {
  const glance = await hub.entities.glance(id);
  if (glance === undefined) return undefined;
  const { type, mergedInto } = glance;
  const domain = hub.compiled.model.entities.get(type)?.domain ?? null;
  if (!isAmong(viewer.domains, domain)) return undefined;
  // Few were ever merged: the walk to the survivor, planned anew each time, took 0.25 ms of every request.
  const answering = mergedInto === null ? id : await survivorAt(hub.database.reader, hub.log, id);
  return answering === undefined ? undefined : { id: answering, type };
}

/** The record that a body names, with the type of the entity that it belongs to and, maybe, that type before it. */
export async function findRecord(
  hub: Hub,
  viewer: Viewer,
  text: string,
): Promise<{ readonly record: StoredRecord; readonly entity: Found }> {
  const { type, ref } = namedIn(text);
  if (ref.length > referenceCharsMax || ref.includes("\0")) refuseUnclear();
  if (type !== null) typeAsked(hub, viewer, type);
  const record = await byRecord(hub, viewer, ref);
  const entity = record && (await visible(hub, viewer, record.entity));
  if (record === undefined || entity === undefined || (type !== null && entity.type !== type))
    return refuse("entity-unknown", "There is no such record.");
  return { record, entity };
}

async function byRecord(hub: Hub, viewer: Viewer, ref: string): Promise<StoredRecord | undefined> {
  const meant = placesOf(hub, ref).filter(({ source }) =>
    isSourceSeen(hub.compiled.model, viewer, source.name),
  );
  if (meant.length === 0) return refuseUnclear();
  // To be told that a personal key is there, and of whom, is to be shown it.
  const places = meant.filter(({ source }) => !hidesKeysOf(hub.compiled.model, viewer, source.name));
  if (places.length === 0) return refuseHiddenKey();
  for (const { source, key } of places) {
    const records = await recordsByKey(hub.database.reader, hub.log, source.name, [key]);
    const record = records.find(({ former }) => !former);
    if (record !== undefined) return record;
  }
  return undefined;
}

/** The records that a text may mean, in the order of the model. */
function placesOf(hub: Hub, ref: string): readonly { readonly source: Source; readonly key: string }[] {
  const { sources } = hub.compiled.model;
  const colon = ref.indexOf(":");
  const named = colon < 0 ? undefined : sources.get(ref.slice(0, colon));
  if (named !== undefined) return [{ source: named, key: ref.slice(colon + 1) }];
  return [...sources.values()].flatMap((source) => {
    const key = keyOfLink(source, ref);
    return key === null ? [] : [{ source, key }];
  });
}

function refuseUnclear(): never {
  refuse(
    "reference-unclear",
    "This is no id, no `source:key` of a source of the model, and no address that one links to.",
    {
      hint: "Say it as 0192f0c1-…, as crm:4711, or as the address that the link of a source gives.",
    },
  );
}

function refuseHiddenKey(): never {
  refuse("entity-unknown", "Nobody is found by a personal key whom you may not see it of.", {
    hint: "Ask by id, or by the key of a source whose keys are not personal.",
  });
}

export function refuseUnknown(type: string | null): never {
  refuse("entity-unknown", type === null ? "There is no such entity." : `There is no such ${type}.`);
}
