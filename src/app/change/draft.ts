import type { EntityId, RecordId } from "../../core/ids.ts";
import { encodeSalted } from "../../core/log/body.ts";
import type { BodyItem, EntryKind, Sealed } from "../../core/log/entry.ts";
import { prepareHeader } from "../../core/log/header.ts";
import { blobHash } from "../../core/log/sealed.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import type { Stated } from "../../core/value/canonical.ts";
import { invariant } from "../../errors.ts";
import { fillRandom } from "../../sealing/random.ts";
import {
  type DraftEntry,
  type Placing,
  provisionalFrom,
  type SealedBody,
  type SealedDraft,
} from "../../store/commit.ts";
import type { WorkCause } from "../causes.ts";
import type { SubjectKeys } from "./subject-keys.ts";

/** Who does it, through what, under which model: the same for all entries of one piece of work. */
export interface Cause {
  readonly cause: WorkCause;
  /** Opaque: the id of a token, or of a part of the product. */
  readonly actor: string;
  readonly run: string | null;
  readonly model: string;
  readonly log: number;
}

export interface DraftInput {
  readonly kind: EntryKind;
  readonly entity: EntityId | null;
  readonly previous: number;
  readonly version: number;
  readonly record: RecordId | null;
  readonly source: string | null;
  readonly incarnation: number;
  readonly position: string | null;
  readonly items: readonly OpenItem[];
}

/** An item while it is made, member by member: spreads of what says nothing took as long as all else of it. */
export type ItemInMaking = { -readonly [name in keyof BodyItem]: BodyItem[name] };

/** A body item whose values may yet have to be sealed. */
export interface OpenItem {
  readonly item: BodyItem;
  /** Seal `after` under the key of this subject; `null` leaves it readable. */
  readonly subject: string | null;
  /** Members of `detail` that are sealed with it, under the same subject. */
  readonly sealedDetail?: { readonly [name: string]: string };
}

/** An entry about no entity: of the product as a whole. */
export const ofProduct = (kind: EntryKind, ...items: readonly OpenItem[]): DraftInput => ({
  kind,
  entity: null,
  previous: 0,
  version: 0,
  record: null,
  source: null,
  incarnation: 0,
  position: null,
  items,
});

const saltBytes = 32;

/** Makes an entry of what happened: values that are personal or sensitive leave the body for sealed blobs. */
export function draftEntry(cause: Cause, input: DraftInput, keys: SubjectKeys): DraftEntry {
  const { items, sealed } = sealItems(input, keys);
  const { entity, previous, version } = input;
  const salt = Buffer.allocUnsafe(saltBytes);
  fillRandom(salt, 0, saltBytes);
  // A body that names an entry of this same group can be written only when that has its index.
  const late = items.some(namesProvisional)
    ? (place: Placing): SealedBody =>
        write(
          cause,
          input,
          salt,
          items.map((item) => placedItem(item, place)),
        )
    : null;
  const now = late === null ? write(cause, input, salt, items) : null;
  return { entity, previous, version, salt, sealed, written: (place) => now ?? invariantLate(late, place) };
}

function invariantLate(late: ((place: Placing) => SealedBody) | null, place: Placing): SealedBody {
  invariant(late !== null, "an entry is written now or late");
  return late(place);
}

function write(cause: Cause, input: DraftInput, salt: Buffer, items: readonly BodyItem[]): SealedBody {
  const { body, hash } = encodeSalted(salt, items);
  const header = prepareHeader({
    actor: cause.actor,
    cause: cause.cause,
    log: cause.log,
    model: cause.model,
    run: runOf(cause),
    entity: input.entity === null ? null : uuidToBase64url(input.entity),
    record: input.record === null ? null : uuidToBase64url(input.record),
    kind: input.kind,
    source: input.source,
    incarnation: input.incarnation,
    position: input.position,
    body: hash,
  });
  return { header, body };
}

/** All entries of a load name one run. */
const lastRun = { id: "", text: "" };

function runOf({ run }: Cause): string | null {
  if (run === null) return null;
  if (lastRun.id !== run) Object.assign(lastRun, { id: run, text: uuidToBase64url(run) });
  return lastRun.text;
}

const namesProvisional = (item: BodyItem): boolean =>
  (item.since ?? 0) >= provisionalFrom || (item.handover?.index ?? 0) >= provisionalFrom;

function placedItem(item: BodyItem, place: Placing): BodyItem {
  const { since, handover } = item;
  return {
    ...item,
    ...(since === undefined ? {} : { since: place(since) }),
    ...(handover?.index === undefined ? {} : { handover: { ...handover, index: place(handover.index) } }),
  };
}

function sealItems(
  { items: open, record }: DraftInput,
  keys: SubjectKeys,
): { items: readonly BodyItem[]; sealed: readonly SealedDraft[] } {
  if (!open.some((one) => one.subject !== null)) return { items: open.map((one) => one.item), sealed: [] };
  const blobs = new Map<string, Blob>();
  for (const { subject, item, sealedDetail } of open) {
    if (subject === null) continue;
    let blob = blobs.get(subject);
    if (blob === undefined) {
      blob = { slots: [], hash: "", next: 0 };
      blobs.set(subject, blob);
    }
    if (item.after !== undefined) blob.slots.push(item.after as Stated);
    if (sealedDetail !== undefined) blob.slots.push(...Object.values(sealedDetail));
  }
  const sealed: SealedDraft[] = [];
  for (const [subject, one] of blobs) {
    const blob = keys.seal(subject, one.slots);
    one.hash = blobHash(blob);
    const id = keys.idOf(subject);
    sealed.push({ subject: id === record ? null : id, retentionClass: null, blob });
  }
  const items = open.map((one) => {
    const blob = one.subject === null ? undefined : blobs.get(one.subject);
    return blob === undefined ? one.item : sealedItem(one, () => ({ sealed: blob.hash, slot: blob.next++ }));
  });
  return { items, sealed };
}

/** The values that one entry seals for one subject, and which of them is named next. */
interface Blob {
  readonly slots: Stated[];
  hash: string;
  next: number;
}

function sealedItem(open: OpenItem, place: () => Sealed): BodyItem {
  const { before: _withheld, ...item } = open.item;
  const shown = item.after === undefined ? item : { ...item, after: place() };
  if (open.sealedDetail === undefined) return shown;
  const detail = Object.fromEntries(Object.keys(open.sealedDetail).map((name) => [name, place()]));
  return { ...shown, detail: { ...item.detail, ...detail } };
}
