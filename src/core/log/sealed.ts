import { hash } from "node:crypto";
import { invariant } from "../../errors.ts";
import type { Stated } from "../value/canonical.ts";
import { type Decoded, decodeExactly, isText, quoteOrNull } from "./json-text.ts";

/**
 * The plain text of a sealed blob: the canonical JSON list of its values; the place in the list is the slot.
 * One blob holds the values of one entry, data subject and retention class.
 */
export function encodeSlots(values: readonly Stated[]): Buffer {
  invariant(values.length > 0, "A sealed blob holds a value.");
  return Buffer.from(`[${values.map(quoteOrNull).join(",")}]`, "utf8");
}

/** Reads the plain text of a blob strictly: refuses anything that `encodeSlots` would not write. */
export function decodeSlots(bytes: Uint8Array): Decoded<readonly Stated[]> {
  return decodeExactly<readonly Stated[]>(bytes, slotsFault, encodeSlots);
}

/** What a body says of a sealed blob: SHA-256 of its bytes, base64url. */
export function blobHash(blob: Uint8Array): string {
  return hash("sha256", blob, "base64url");
}

function slotsFault(parsed: unknown): string | null {
  if (!Array.isArray(parsed) || parsed.length === 0) return "not a list of values";
  return parsed.every((value) => value === null || isText(value)) ? null : "a value is not a text";
}
