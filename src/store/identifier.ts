import { hash } from "node:crypto";

/** Bytes of a name in PostgreSQL; what is longer it would cut off in silence. */
const nameBytesMax = 63;

/** A name for PostgreSQL, the same for the same text and different for different ones; not quoted. */
export function databaseName(text: string): string {
  if (Buffer.byteLength(text) <= nameBytesMax) return text;
  const digest = hash("sha256", text).slice(0, 12);
  return `${Buffer.from(text)
    .subarray(0, nameBytesMax - 13)
    .toString("utf8")
    .replace(/\ufffd+$/, "")}_${digest}`;
}
