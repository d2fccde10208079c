import { uuidToBase64url } from "../../core/log/uuid.ts";
import type { StoredRecord } from "../../store/state.ts";
import type { OpenItem } from "./draft.ts";
import { forgetLookups, linksText, replaceLookups } from "./record-lookups.ts";
import type { Work } from "./work.ts";

/** Says on an entity that a record, known before, belongs to it from here on. */
export const linkedItem = ({ id, linkedBy: by }: StoredRecord): OpenItem => ({
  item: { op: "link", record: uuidToBase64url(id), detail: { by } },
  subject: null,
});

/** Says on an entity that a record no longer belongs to it. */
export const unlinkedItem = ({ id }: StoredRecord): OpenItem => ({
  item: { op: "unlink", record: uuidToBase64url(id) },
  subject: null,
});

/** Takes up records that belong to another entity now, so that they are found there; `before` is each as it was. */
export function putMoved(work: Work, moved: readonly StoredRecord[], before: readonly StoredRecord[]): void {
  for (const record of moved) {
    work.putRecord(record);
    const source = work.compiled.model.sources.get(record.source);
    const was = before.find((one) => one.id === record.id) ?? null;
    if (source === undefined) forgetLookups(work, record.id);
    else replaceLookups(work, source, { links: linksText(record.links) }, record, was);
  }
}
