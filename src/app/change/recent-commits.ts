import { recentCommitsMax } from "../../limits.ts";
import type { Head } from "../../store/commit.ts";
import type { Work } from "./work.ts";

interface Committed {
  readonly number: number;
  /** The mark of the commit that it was made to follow. */
  readonly follows: string;
  readonly writes: ReadonlySet<string>;
}

/** What the last commits of this process wrote, by which work that was prepared meanwhile is told whether it still stands. */
export class RecentCommits {
  readonly #recent: Committed[] = [];

  /** One that was made to follow `before`; its number counts the commits of the log, those of other processes too. */
  remember(before: Pick<Head, "commits" | "mark">, writes: ReadonlySet<string>): void {
    this.#recent.push({ number: before.commits + 1, follows: before.mark, writes });
    if (this.#recent.length > recentCommitsMax) this.#recent.shift();
  }

  /** Of one that did not come about, and what was made to follow it. Too much forgotten costs work, and breaks nothing. */
  forget(from: number): void {
    const kept = this.#recent.filter((one) => one.number < from);
    this.#recent.splice(0, this.#recent.length, ...kept);
  }

  /** Whether something that the work had read was, or may have been, written before the head at which it is placed. */
  conflict(work: Work, head: Head): boolean {
    const { commits, mark } = work.readAt;
    const between = head.commits - commits;
    if (between === 0) return head.mark !== mark;
    const since = this.#recent.filter((one) => one.number > commits);
    // Fewer than that are ours: another process wrote in between, and nobody here knows what. Nor may they follow another
    // commit than the one that was read: they will not come about.
    if (since.length !== between || since[0]?.follows !== mark) return true;
    for (const { writes } of since) {
      const [small, large] = writes.size < work.reads.size ? [writes, work.reads] : [work.reads, writes];
      for (const token of small) if (large.has(token)) return true;
    }
    return false;
  }
}
