import { hash } from "node:crypto";
import { invariant } from "../../errors.ts";
import { headerBytesMax } from "../../limits.ts";
import type { EntryHeader, HeaderPlace, PendingHeader } from "./entry.ts";
import { headerFault, pendingFault, placeFault } from "./header-shape.ts";
import { type Decoded, decodeExactly, quote } from "./json-text.ts";

/** A header that lacks only its place; `complete` is cheap enough for the lock on the head of the log. */
export interface PreparedHeader {
  complete(place: HeaderPlace): Buffer;
}

/**
 * Everything of a header that is known before the lock, as text. Members stand in the order of RFC 8785 (UTF-16
 * code units) by construction: building them by hand takes a fifth of what a general canonicaliser takes.
 */
export function prepareHeader(pending: PendingHeader): PreparedHeader {
  const wrong = pendingFault(pending);
  invariant(wrong === null, `A header is well formed: ${wrong}.`);
  const { log, entity, position, record, run, source } = pending;
  const untilIndex = `{"actor":${quote(pending.actor)},"algorithm":"sha-256","body":"${pending.body}","cause":${quote(pending.cause)}${
    entity === null ? "" : `,"entity":"${entity}"`
  },"format":1,"incarnation":${pending.incarnation},"index":`;
  const untilPrevious = `,"kind":"${pending.kind}","log":${log},"model":"${pending.model}"${
    position === null ? "" : `,"position":${quote(position)}`
  },"previous":`;
  const untilRecordedAt = `${record === null ? "" : `,"record":"${record}"`},"recordedAt":"`;
  const untilVersion = `"${run === null ? "" : `,"run":${quote(run)}`}${
    source === null ? "" : `,"source":${quote(source)}`
  },"version":`;

  return {
    complete(place) {
      const fault = placeFault(place, entity);
      invariant(fault === null, `A header is well formed: ${fault}.`);
      const bytes = Buffer.from(
        untilIndex +
          place.index +
          untilPrevious +
          place.previous +
          untilRecordedAt +
          place.recordedAt +
          untilVersion +
          place.version +
          "}",
        "utf8",
      );
      invariant(bytes.length <= headerBytesMax, "A header stays under 1 KiB.");
      return bytes;
    },
  };
}

/** The bytes of a header: canonical JSON (RFC 8785), members that are `null` not written. */
export function encodeHeader(header: EntryHeader): Buffer {
  invariant(header.format === 1 && header.algorithm === "sha-256", "A header is of format 1.");
  return prepareHeader(header).complete(header);
}

/** Reads a header strictly: refuses unknown members, other shapes, and bytes that `encodeHeader` would not write. */
export function decodeHeader(bytes: Uint8Array): Decoded<EntryHeader> {
  if (bytes.length > headerBytesMax) return { ok: false, wrong: "larger than 1 KiB" };
  const written = decodeExactly<EntryHeader>(bytes, headerFault, (header) => encodeHeader(withNulls(header)));
  return written.ok ? { ok: true, value: withNulls(written.value) } : written;
}

/** RFC 6962 leaf hash: SHA-256(0x00 ‖ header). */
export function leafHash(header: Uint8Array): Buffer {
  const leaf = Buffer.allocUnsafe(header.length + 1);
  leaf[0] = 0;
  leaf.set(header, 1);
  return hash("sha256", leaf, "buffer");
}

function withNulls(header: EntryHeader): EntryHeader {
  return {
    ...header,
    entity: header.entity ?? null,
    run: header.run ?? null,
    record: header.record ?? null,
    source: header.source ?? null,
    position: header.position ?? null,
  };
}
