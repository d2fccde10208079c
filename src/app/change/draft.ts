import { randomFillSync } from "node:crypto";
import type { EntityId, RecordId } from "../../core/ids.ts";
import { bodyHash, encodeBody } from "../../core/log/body.ts";
import type { BodyItem, EntryKind, Sealed } from "../../core/log/entry.ts";
import { prepareHeader } from "../../core/log/header.ts";
import { blobHash } from "../../core/log/sealed.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import type { Stated } from "../../core/value/canonical.ts";
import { invariant } from "../../errors.ts";
import {
  type DraftEntry,
  type Placing,
  provisionalFrom,
  type SealedBody,
  type SealedDraft,
} from "../../store/commit.ts";
import type { SubjectKeys } from "./subject-keys.ts";

/** Who does it, through what, under which model: the same for all entries of one piece of work. */
export interface Cause {
  readonly cause: string;
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

/** A body item whose values may yet have to be sealed. */
export interface OpenItem {
  readonly item: BodyItem;
  /** Seal `after` under the key of this subject; `null` leaves it readable. */
  readonly subject: string | null;
  /** Members of `detail` that are sealed with it, under the same subject. */
  readonly sealedDetail?: { readonly [name: string]: string };
}

const saltBytes = 32;
const pool = Buffer.alloc(saltBytes * 512);
let drawn = pool.length;

/** 32 random bytes; drawn 512 at a time, because each draw costs more than its bytes. */
function freshSalt(): Buffer {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += saltBytes;
  return Buffer.from(pool.subarray(drawn - saltBytes, drawn));
}

/** Makes an entry of what happened: values that are personal or sensitive leave the body for sealed blobs. */
export function draftEntry(cause: Cause, input: DraftInput, keys: SubjectKeys): DraftEntry {
  const { items, sealed } = sealItems(input.items, keys);
  const { entity, previous, version } = input;
  const salt = freshSalt();
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
  const body = encodeBody(items);
  const header = prepareHeader({
    actor: cause.actor,
    cause: cause.cause,
    log: cause.log,
    model: cause.model,
    run: cause.run === null ? null : uuidToBase64url(cause.run),
    entity: input.entity === null ? null : uuidToBase64url(input.entity),
    record: input.record === null ? null : uuidToBase64url(input.record),
    kind: input.kind,
    source: input.source,
    incarnation: input.incarnation,
    position: input.position,
    body: bodyHash(salt, body),
  });
  return { header, body };
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
  open: readonly OpenItem[],
  keys: SubjectKeys,
): { items: readonly BodyItem[]; sealed: readonly SealedDraft[] } {
  if (!open.some((one) => one.subject !== null)) return { items: open.map((one) => one.item), sealed: [] };
  const blobs = new Map<string, { slots: Stated[]; hash: string; blob: Buffer }>();
  for (const one of open) {
    if (one.subject === null) continue;
    const blob = blobs.get(one.subject) ?? { slots: [], hash: "", blob: Buffer.alloc(0) };
    blobs.set(one.subject, blob);
    if (one.item.after !== undefined) blob.slots.push(one.item.after as Stated);
    blob.slots.push(...Object.values(one.sealedDetail ?? {}));
  }
  for (const [subject, one] of blobs) {
    one.blob = keys.seal(subject, one.slots);
    one.hash = blobHash(one.blob);
  }
  const next = new Map<string, number>();
  const place = (subject: string): Sealed => {
    const slot = next.get(subject) ?? 0;
    next.set(subject, slot + 1);
    return { sealed: blobs.get(subject)?.hash ?? "", slot };
  };
  const items = open.map((one) => (one.subject === null ? one.item : sealedItem(one, one.subject, place)));
  const sealed = [...blobs].map(([subject, { blob }]) => ({
    subject: keys.idOf(subject),
    retentionClass: "",
    blob,
  }));
  return { items, sealed };
}

function sealedItem(open: OpenItem, subject: string, place: (subject: string) => Sealed): BodyItem {
  const { before: _withheld, ...item } = open.item;
  const after = item.after === undefined ? {} : { after: place(subject) };
  const names = Object.keys(open.sealedDetail ?? {});
  if (names.length === 0) return { ...item, ...after };
  const detail = Object.fromEntries(names.map((name) => [name, place(subject)]));
  return { ...item, ...after, detail: { ...item.detail, ...detail } };
}
