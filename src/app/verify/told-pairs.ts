import { hash } from "node:crypto";
import type { BodyItem, EntryHeader } from "../../core/log/entry.ts";
import { isSealed } from "../../core/log/entry.ts";
import type { OpenSealed } from "../../core/log/replayed.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { verifyEntriesMax } from "../../limits.ts";
import { type PairRead, pairsAfter } from "../../store/verify-pairs.ts";
import type { Hub } from "../hub.ts";
import type { VerifyFault } from "./fault.ts";
import { type Group, inGroup } from "./group.ts";
import { inPages } from "./in-pages.ts";

/** A pair of a crosswalk as the entry says it that first states it. */
interface ToldPair {
  readonly index: number;
  readonly run: string | null;
  readonly leftLife: number;
  readonly rightLife: number;
}

/** The pairs of crosswalks that the log tells of, of one group of all. Told entry by entry, in their order. */
export class ToldPairs {
  readonly #group: Group;
  readonly #pairs = new Map<string, ToldPair>();

  constructor(group: Group) {
    this.#group = group;
  }

  tell({ index, run }: EntryHeader, items: readonly BodyItem[], open: OpenSealed): void {
    for (const { detail } of items) {
      if (detail?.what !== "pair") continue;
      const [left, leftKey, right, rightKey] = [
        detail.left,
        detail.leftKey,
        detail.right,
        detail.rightKey,
      ].map((said) => (typeof said === "object" && said !== null && isSealed(said) ? open(said) : said));
      const name = JSON.stringify([left, leftKey, right, rightKey]);
      if (!this.#isOfGroup(name) || this.#pairs.has(name)) continue;
      const { leftLife = 0, rightLife = 0 } = detail;
      this.#pairs.set(name, { index, run, leftLife: Number(leftLife), rightLife: Number(rightLife) });
    }
  }

  /** The first thing in which rows say otherwise; those of entries after the last one are passed over. */
  async compare(hub: Hub, last: number): Promise<VerifyFault | null> {
    const { database, log } = hub;
    const pages = inPages<PairRead>((after) => pairsAfter(database.reader, log, after, verifyEntriesMax));
    for await (const page of pages)
      for (const row of page) {
        if (row.index > last) continue;
        const wrong = this.#rowFault(row);
        if (wrong !== null) return fault(wrong, row.index);
      }
    const [lost] = this.#pairs.values();
    return lost === undefined
      ? null
      : fault(`A pair of the crosswalk of entry ${lost.index} is gone.`, lost.index);
  }

  #rowFault(row: PairRead): string | null {
    const { leftSource, leftKey, rightSource, rightKey } = row;
    const name = JSON.stringify([leftSource, leftKey, rightSource, rightKey]);
    if (!this.#isOfGroup(name)) return null;
    const told = this.#pairs.get(name);
    this.#pairs.delete(name);
    const of = `A pair of the crosswalk of ${leftSource} and ${rightSource}`;
    if (told === undefined) return `${of} is told by no entry.`;
    if (told.index !== row.index) return `${of} is told by entry ${told.index}, not ${row.index}.`;
    if (told.run !== uuidToBase64url(row.run)) return `${of} is of another run by the log.`;
    const same = told.leftLife === row.leftLife && told.rightLife === row.rightLife;
    return same ? null : `${of} means other lives of its keys by the log.`;
  }

  #isOfGroup(name: string): boolean {
    return this.#group.groups === 1 || inGroup(hash("sha256", name, "buffer"), this.#group);
  }
}

const fault = (message: string, index: number): VerifyFault => ({
  ...{ where: "crosswalk", index, message },
  ...{ entity: null, record: null, fact: null },
});
