import { type AskMany, Gathering } from "./gathering.ts";

/** When entries were recorded, by their indexes. What was once read is kept, the latest read so many: an entry never changes. */
export class Moments {
  readonly #kept = new Map<number, string>();
  readonly #keptMax: number;
  readonly #reading: Gathering<number, string>;

  constructor(askMany: AskMany<number, string>, keptMax: number) {
    this.#reading = new Gathering(askMany);
    this.#keptMax = keptMax;
  }

  /** An index that is not in the log is not in the answer. */
  async of(indexes: Iterable<number>): Promise<ReadonlyMap<number, string>> {
    const moments = new Map<number, string>();
    const unread: number[] = [];
    for (const index of indexes) {
      const known = this.#kept.get(index);
      if (known === undefined) unread.push(index);
      else moments.set(index, known);
    }
    if (unread.length === 0) return moments;
    const read = await Promise.all(unread.map((index) => this.#reading.ask(index)));
    for (const [at, index] of unread.entries()) {
      const moment = read[at];
      if (moment === undefined) continue;
      moments.set(index, moment);
      this.#keep(index, moment);
    }
    return moments;
  }

  #keep(index: number, moment: string): void {
    this.#kept.set(index, moment);
    if (this.#kept.size <= this.#keptMax) return;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}
