import type { BodyItem, EntryHeader } from "../../core/log/entry.ts";
import { uuidFromBase64url, uuidToBase64url } from "../../core/log/uuid.ts";
import { verifyEntriesMax } from "../../limits.ts";
import { type MergeRead, mergesFrom } from "../../store/verify-pairs.ts";
import type { Hub } from "../hub.ts";
import { entityFault, type VerifyFault } from "./fault.ts";
import { bytesOfShort, type Group, inGroup } from "./group.ts";
import { inPages } from "./in-pages.ts";

/** A merge as the survivor's entry tells it. */
interface ToldMerge {
  readonly survivor: string;
  readonly why: string;
  readonly records: ReadonlySet<string>;
  readonly recordedAt: string;
  /** May have been undone by the very commit that made it: then no row ever told of it. */
  isPassing: boolean;
  /** The entry that undid it. */
  undone: number | null;
}

/** The merges of one group, by the ids that were merged. Told entry by entry, in their order. */
export class ToldMerges {
  readonly #group: Group;
  /** By the id that was merged and the entry: `AbC… 17`. */
  readonly #merges = new Map<string, ToldMerge>();
  /** Of an id that answers with another, the entry by which. */
  readonly #standing = new Map<string, number>();
  /** Of records that merges brought, the last entry by which they left an entity otherwise than by a merge. */
  readonly #left = new Map<string, number>();

  constructor(group: Group) {
    this.#group = group;
  }

  tell({ entity, index, kind, recordedAt }: EntryHeader, items: readonly BodyItem[]): void {
    if (entity === null) return;
    for (const { op, record, detail } of items) {
      if (op === "unlink" && kind !== "merge" && typeof record === "string" && this.#left.has(record))
        this.#left.set(record, index);
      if (op !== "alias" && op !== "unalias") continue;
      const merged = String(detail?.id);
      if (!inGroup(bytesOfShort(merged), this.#group)) continue;
      const of = { survivor: entity, why: String(detail?.why), recordedAt };
      if (op === "alias") this.#begin(merged, index, of, items);
      else this.#end(merged, index, recordedAt);
    }
  }

  #begin(
    merged: string,
    index: number,
    of: Pick<ToldMerge, "survivor" | "why" | "recordedAt">,
    items: readonly BodyItem[],
  ): void {
    const linked = items.flatMap(({ op, record }) => (op === "link" && record != null ? [record] : []));
    for (const record of linked) if (!this.#left.has(record)) this.#left.set(record, 0);
    this.#merges.set(`${merged} ${index}`, {
      ...of,
      records: new Set(linked),
      undone: null,
      isPassing: false,
    });
    this.#standing.set(merged, index);
  }

  #end(merged: string, index: number, recordedAt: string): void {
    const told = this.#merges.get(`${merged} ${this.#standing.get(merged)}`);
    if (told === undefined) return;
    told.undone = index;
    // All entries of a commit are of one moment.
    told.isPassing = told.recordedAt === recordedAt;
  }

  /** The first thing in which rows say otherwise; those that changed after the last entry are passed over. */
  async compare(hub: Hub, last: number): Promise<VerifyFault | null> {
    const { database, log } = hub;
    const pages = inPages<MergeRead>((after) => mergesFrom(database.reader, log, after, verifyEntriesMax));
    for await (const page of pages)
      for (const row of page) {
        if (row.index > last || (row.undone ?? 0) > last) continue;
        const merged = uuidToBase64url(row.merged);
        if (!inGroup(bytesOfShort(merged), this.#group)) continue;
        const wrong = this.#rowFault(row, `${merged} ${row.index}`);
        if (wrong !== null) return entityFault("merge", row.merged, wrong, { index: row.index });
      }
    const lost = [...this.#merges.keys()].find((name) => this.#merges.get(name)?.isPassing === false);
    if (lost === undefined) return null;
    const [merged = "", index] = lost.split(" ");
    return entityFault("merge", uuidFromBase64url(merged), "The merge is gone.", { index: Number(index) });
  }

  #rowFault({ survivor, why, undone, records, index }: MergeRead, name: string): string | null {
    const told = this.#merges.get(name);
    this.#merges.delete(name);
    if (told === undefined) return "The log tells of no such merge.";
    if (told.survivor !== uuidToBase64url(survivor)) return "By the log it was merged into another.";
    if (told.why !== why) return "It was merged for another reason by the log.";
    if (told.undone !== undone) return "The log says otherwise whether the merge was undone.";
    const brought = new Set(records.map(uuidToBase64url));
    for (const record of brought)
      if (!told.records.has(record)) return "By the log the merge brought other records.";
    for (const record of told.records)
      if (!brought.has(record) && (this.#left.get(record) ?? 0) <= index)
        return "By the log the merge brought a record more.";
    return null;
  }
}
