import type { Export } from "../shared/exports.ts";

/** One demonstration: someone changes a file that a system exports, it is loaded, and the server is asked about it. */
export interface Demo {
  readonly name: string;
  readonly title: string;
  readonly steps: readonly DemoStep[];
}

/** Told, done and asked in this order. */
export interface DemoStep {
  /** What happens in the world, in words for people. What comes of it is never said here: the server says it. */
  readonly say: string;
  /** Changes one exported file in the folder of the exports; `null` where nothing changes. */
  readonly change: ((dir: string) => Promise<void>) | null;
  /** What to load after it, its file named within that folder. */
  readonly load: Export | null;
  /** Commands of `bailiwick` whose answers show what came of it, in their words. */
  readonly ask: readonly (readonly string[])[];
}

/** The instant of a demonstration, after which its loads are dated a millisecond apart. */
export function clockFrom(now: Date): () => string {
  let passed = 0;
  return () => new Date(now.getTime() + passed++).toISOString();
}
