import { recentCommitsMax } from "../../limits.ts";
import type { Head } from "../../store/commit.ts";
import type { Work } from "./work.ts";

interface Committed {
  readonly number: number;
  readonly writes: ReadonlySet<string>;
}

/** What the last commits of this process wrote, by which work that was prepared meanwhile is told whether it still stands. */
export class RecentCommits {
  readonly #recent: Committed[] = [];

  /** `number` counts the commits of the log, those of other processes too. */
  remember(number: number, writes: ReadonlySet<string>): void {
    this.#recent.push({ number, writes });
    if (this.#recent.length > recentCommitsMax) this.#recent.shift();
  }

  /** Of one that did not come about, and what was made to follow it. Too much forgotten costs work, and breaks nothing. */
  forget(from: number): void {
    const kept = this.#recent.filter((one) => one.number < from);
    this.#recent.splice(0, this.#recent.length, ...kept);
  }

  /** Whether something that the work had read was, or may have been, written before the head at which it is placed. */
  conflict(work: Work, head: Head): boolean {
    const between = head.commits - work.readAt.commits;
    if (between === 0) return false;
    const since = this.#recent.filter((one) => one.number > work.readAt.commits);
    // Fewer than that are ours: another process wrote in between, and nobody here knows what.
    if (since.length !== between) return true;
    for (const { writes } of since) {
      const [small, large] = writes.size < work.reads.size ? [writes, work.reads] : [work.reads, writes];
      for (const token of small) if (large.has(token)) return true;
    }
    return false;
  }
}
