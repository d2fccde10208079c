import { loadsInFlight } from "../../limits.ts";
import type { Waiting } from "./take-apart.ts";

interface Batch {
  readonly done: Promise<void>;
  readonly changes: ReadonlySet<string>;
}

/** The batches of a load that are under way: one is prepared while the one before it commits. */
export class InFlight {
  #batches: readonly Batch[] = [];

  /** What each of them may change. */
  get changes(): readonly ReadonlySet<string>[] {
    return this.#batches.map(({ changes }) => changes);
  }

  add(done: Promise<void>, of: readonly Waiting[]): void {
    const batch = { done, changes: new Set(of.flatMap(({ touched }) => touched.changes)) };
    this.#batches = [...this.#batches, batch];
    const end = () => {
      this.#batches = this.#batches.filter((one) => one !== batch);
    };
    // One that failed stays, for whoever waits to be told.
    done.then(end, () => undefined);
  }

  /** Waits until another may begin. */
  async room(): Promise<void> {
    while (this.#batches.length >= loadsInFlight) await this.#batches[0]?.done;
  }

  /** Waits until none of them is under way. */
  async over(): Promise<void> {
    await Promise.all(this.#batches.map(({ done }) => done));
  }

  /** Waits for all of them, however they end. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#batches.map(({ done }) => done));
  }
}
