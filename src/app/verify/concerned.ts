import type { BodyItem, EntryHeader } from "../../core/log/entry.ts";
import { bytesOfShort, groupOf } from "./group.ts";
import { ToldDuplicates } from "./told-duplicates.ts";

/**
 * Which entries tell of the rows of each group. Noted while the log is checked, so that the replay of a group reads its own
 * entries instead of the whole log: some eight bytes an entry.
 */
export class Concerned {
  readonly #groups: readonly number[][];
  /** Those that tell of rows of any group. */
  readonly #all: number[] = [];

  constructor(groups: number) {
    this.#groups = Array.from({ length: groups }, () => []);
  }

  /** Told entry by entry, in their order; `items` are `null` where the body is gone. */
  note({ index, entity, record }: EntryHeader, items: readonly BodyItem[] | null): void {
    // What concerns no entity is of whichever group its items are.
    if (items !== null && (entity === null || ToldDuplicates.concerns(items))) {
      this.#all.push(index);
      return;
    }
    const groups = new Set<number>();
    for (const id of [entity, record, ...(items ?? []).map((item) => item.record ?? null)])
      if (id !== null) groups.add(groupOf(bytesOfShort(id), this.#groups.length));
    for (const group of groups) this.#groups[group]?.push(index);
  }

  /** The indexes of the entries that a group is to be told of, in their order. */
  of(group: number): readonly number[] {
    return [...this.#all, ...(this.#groups[group] ?? [])].sort((a, b) => a - b);
  }
}
