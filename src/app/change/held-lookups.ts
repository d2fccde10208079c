import type { LookupRow } from "../../store/write-records.ts";

/** The lookups that a piece of work knows, by hash (latin1) and by record: neither way is searched through. */
export class HeldLookups {
  readonly #byHash = new Map<string, readonly LookupRow[]>();
  readonly #ofRecord = new Map<string, Set<string>>();

  get(hash: string): readonly LookupRow[] | undefined {
    return this.#byHash.get(hash);
  }

  values(): IterableIterator<readonly LookupRow[]> {
    return this.#byHash.values();
  }

  /** Adds a row, unless its record stands under this hash already. */
  add(hash: string, row: LookupRow): void {
    const hashes = this.#ofRecord.get(row.record);
    if (hashes?.has(hash)) return;
    if (hashes === undefined) this.#ofRecord.set(row.record, new Set([hash]));
    else hashes.add(hash);
    this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), row]);
  }

  /** Drops all rows of a record. Gives the hashes under which it stood. */
  forget(record: string): Iterable<string> {
    const hashes = this.#ofRecord.get(record) ?? new Set();
    for (const hash of hashes) {
      const rows = this.#byHash.get(hash) ?? [];
      this.#byHash.set(
        hash,
        rows.filter((one) => one.record !== record),
      );
    }
    this.#ofRecord.delete(record);
    return hashes;
  }
}
