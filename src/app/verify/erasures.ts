import { decodeBody } from "../../core/log/body.ts";
import { decodeHeader } from "../../core/log/header.ts";
import { uuidFromBase64url } from "../../core/log/uuid.ts";
import { verifyEntriesMax } from "../../limits.ts";
import { erasureEntriesAfter } from "../../store/read-verify.ts";
import type { Hub } from "../hub.ts";

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
  for (let after = 0; ; ) {
    const rows = await erasureEntriesAfter(hub.database.reader, hub.log, { after, last }, verifyEntriesMax);
    for (const { header, body } of rows) {
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
    const end = rows.at(-1);
    if (end === undefined) return { subjects, blobs, bodies };
    after = end.index;
  }
}
