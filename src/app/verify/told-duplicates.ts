import { hash } from "node:crypto";
import type { BodyItem, EntryHeader } from "../../core/log/entry.ts";
import { uuidFromBase64url } from "../../core/log/uuid.ts";
import { verifyEntriesMax } from "../../limits.ts";
import { carriedPairs, type DuplicateAsStored, duplicatesFrom } from "../../store/verify-duplicates.ts";
import type { Hub } from "../hub.ts";
import type { VerifyFault } from "./fault.ts";
import { type Group, inGroup } from "./group.ts";
import { inPages } from "./in-pages.ts";

/** An entry that opens a pair: when it was recorded, and why the two may be the same. */
interface Opening {
  readonly index: number;
  readonly at: string;
  readonly reason: string;
}

/** What the log says of two entities. */
interface ToldDuplicate {
  /** The entry that first found the pair, with what it says; `null`: none did, a person named the two together. */
  possible: (Opening & { readonly type: string }) | null;
  /** The first entry by which a person said that they are different, and the last one; 0: none. */
  named: Opening | null;
  different: number;
  /** The last entry that made the two one; 0: none. */
  merged: number;
  /** The entries by which a person moved what may belong elsewhere. */
  readonly moved: number[];
}

/** The possible duplicates and moves of one group that the log tells of, and what was decided. Told entry by entry, in their order. */
export class ToldDuplicates {
  readonly #group: Group;
  readonly #told = new Map<string, ToldDuplicate>();

  constructor(group: Group) {
    this.#group = group;
  }

  /** Whether an entry says anything of two entities: those are of any group. */
  static concerns(items: readonly BodyItem[]): boolean {
    return items.some(
      ({ op, detail }) =>
        op === "alias" || op === "unalias" || detail?.decision !== undefined || detail?.what === "possible",
    );
  }

  tell({ entity, index, recordedAt: at }: EntryHeader, items: readonly BodyItem[]): void {
    for (const { op, detail } of items) {
      const { what, decision, left, right, kind, other, id } = detail ?? {};
      if (what === "possible") {
        const told = this.#at(`${String(kind)} ${String(left)} ${String(right)}`);
        if (told !== null)
          told.possible ??= { index, at, type: String(detail?.type), reason: String(detail?.reason) };
      }
      if (entity === null) continue;
      if (op === "alias") {
        const told = this.#at(pairOf(entity, String(id)));
        if (told !== null) told.merged = index;
      }
      // What a source takes back says nothing of whether the two are different.
      if (op === "unalias" && detail?.why !== "source") this.#different(entity, String(id), { index, at });
      if (decision === "different") this.#different(entity, String(other), { index, at });
      // The one that a record leaves says so as well as the one that it comes to.
      if (decision === "moved" && items.some((one) => one.op === "unlink")) {
        this.#different(entity, String(other), { index, at });
        for (const to of [entity, String(other)]) this.#at(`move ${entity} ${to}`)?.moved.push(index);
      }
    }
  }

  #different(one: string, other: string, { index, at }: Omit<Opening, "reason">): void {
    const told = this.#at(pairOf(one, other));
    if (told === null) return;
    told.named ??= { index, at, reason: "by hand" };
    told.different = index;
  }

  /** `null` for a pair of another group. */
  #at(name: string): ToldDuplicate | null {
    const { groups } = this.#group;
    if (groups > 1 && !inGroup(hash("sha256", name, "buffer"), this.#group)) return null;
    let told = this.#told.get(name);
    if (told === undefined) {
      told = { possible: null, named: null, different: 0, merged: 0, moved: [] };
      this.#told.set(name, told);
    }
    return told;
  }

  /** The first thing in which rows say otherwise; those that changed after the last entry are passed over. */
  async compare(hub: Hub, last: number): Promise<VerifyFault | null> {
    const { reader } = hub.database;
    const seen = new Set<string>();
    const pages = inPages<DuplicateAsStored>((after) =>
      duplicatesFrom(reader, hub.log, after, verifyEntriesMax),
    );
    for await (const page of pages) {
      const carried: DuplicateAsStored[] = [];
      for (const row of page) {
        const name = `${row.kind} ${row.left} ${row.right}`;
        const told = this.#at(name);
        if (told === null) continue;
        seen.add(name);
        if (row.opened > last || (row.decided ?? 0) > last) continue;
        const wrong = stateFault(row, told);
        if (wrong !== null) return fault(wrong, row);
        if (!isOpenedAsTold(row, told)) carried.push(row);
      }
      const known = await carriedPairs(reader, hub.log, carried);
      const stray = carried.find((_, at) => !known.has(at));
      if (stray !== undefined) return fault("is opened by no entry.", stray);
    }
    for (const [name, { possible, named }] of this.#told) {
      const index = possible?.index ?? named?.index ?? 0;
      if (index > 0 && !seen.has(name))
        return { ...nowhere, index, message: `A possible duplicate or move of entry ${index} is gone.` };
    }
    return null;
  }
}

/** What was found, or what a person named together, was opened by the entry that says so first. */
function isOpenedAsTold(row: DuplicateAsStored, { possible, named }: ToldDuplicate): boolean {
  const by = (one: Opening | null) =>
    one !== null && row.opened === one.index && row.openedAt === one.at && row.reason === one.reason;
  return by(named) || (by(possible) && row.type === possible?.type);
}

/** What is decided on a pair is told by the last entry about it; that it is gone, by a merge of one of the two with something else. */
function stateFault(
  { kind, state, opened, decided, mergedAt }: DuplicateAsStored,
  { different, merged, moved }: ToldDuplicate,
): string | null {
  const last = Math.max(different, merged);
  if (kind === "duplicate" && last > 0) {
    if (state !== (merged > different ? "merged" : "different")) return "was decided otherwise by the log.";
    return decided === last ? null : `was decided by entry ${last}.`;
  }
  if (state === "open") {
    if (decided !== null) return "is open, and has been decided.";
    return moved.some((index) => index > opened) ? "was decided otherwise by the log." : null;
  }
  if (state === "gone")
    return decided !== null && mergedAt ? null : "is gone, though neither of the two was merged.";
  if (state === "moved" && decided !== null && moved.includes(decided)) return null;
  return "was decided by no entry.";
}

/** A pair has its lower id on the left, whose order is that of the ids as the database has them. */
function pairOf(one: string, other: string): string {
  const [left, right] = [one, other].sort((a, b) => (uuidFromBase64url(a) < uuidFromBase64url(b) ? -1 : 1));
  return `duplicate ${left} ${right}`;
}

const nowhere = { where: "duplicate", entity: null, record: null, fact: null } as const;

const fault = (words: string, { left, right, kind, opened }: DuplicateAsStored): VerifyFault => ({
  ...nowhere,
  index: opened,
  entity: uuidFromBase64url(left),
  message: `The possible ${kind} with ${uuidFromBase64url(right)} ${words}`,
});
