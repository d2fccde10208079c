import { decodeBody } from "../../core/log/body.ts";
import { decodeHeader } from "../../core/log/header.ts";
import { uuidFromBase64url } from "../../core/log/uuid.ts";
import { verifyEntriesMax } from "../../limits.ts";
import { type ErasureEntry, erasureEntriesAfter } from "../../store/read-verify.ts";
import type { Hub } from "../hub.ts";
import { inPages } from "./in-pages.ts";

/** What the log says was erased. What is gone otherwise was taken away by somebody. */
export interface Erasures {
  /** Data subjects whose keys were destroyed, by their ids. */
  readonly subjects: ReadonlySet<string>;
  /** Hashes of sealed blobs that were destroyed alone. */
  readonly blobs: ReadonlySet<string>;
  /** Indexes of entries whose bodies were destroyed, with their salts. */
  readonly bodies: ReadonlySet<number>;
}

/**
 * Reads all entries of kind `erasure` up to the last one, before anything that they excuse is looked at. They are few beside what
 * they erase, and are checked with all others.
 */
export async function readErasures(hub: Hub, last: number): Promise<Erasures> {
  const subjects = new Set<string>();
  const blobs = new Set<string>();
  const bodies = new Set<number>();
  const { database, log } = hub;
  const pages = inPages<ErasureEntry>((row) =>
    erasureEntriesAfter(database.reader, log, { after: row?.index ?? 0, last }, verifyEntriesMax),
  );
  for await (const page of pages)
    for (const { header, body } of page) {
      const said = decodeHeader(header);
      const items = body === null ? null : decodeBody(body);
      if (!said.ok || said.value.kind !== "erasure" || items?.ok !== true) continue;
      for (const { detail } of items.value) {
        if (detail?.what !== "erase") continue;
        const { subject, blob, entry } = detail;
        if (typeof subject === "string") subjects.add(uuidFromBase64url(subject));
        if (typeof blob === "string") blobs.add(blob);
        if (typeof entry === "number") bodies.add(entry);
      }
    }
  return { subjects, blobs, bodies };
}
