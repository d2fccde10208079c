import type { KeyObject } from "node:crypto";
import { decodeSlots, encodeSlots } from "../core/log/sealed.ts";
import type { Stated } from "../core/value/canonical.ts";
import { type Opened, open, seal } from "./aead.ts";

/** Seals the values of one entry, data subject and retention class together; the place in the list is the slot. */
export function sealBlob(key: KeyObject, values: readonly Stated[], context: Uint8Array): Buffer {
  return seal({ key, plain: encodeSlots(values), context });
}

/** The values of a blob by slot. */
export function openBlob(key: KeyObject, blob: Uint8Array, context: Uint8Array): Opened<readonly Stated[]> {
  const opened = open({ key, sealed: blob, context });
  return opened.ok ? decodeSlots(opened.value) : opened;
}
