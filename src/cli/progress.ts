import { SingleBar } from "cli-progress";
import type { Io } from "./io.ts";

/** Shows how far something has come, on stderr, only where someone watches. */
export interface Progress {
  to(done: number): void;
  stop(): void;
}

/** A bar from nothing to `total`; with `null` for what has no known end, a count. */
export function progressBar(io: Io, what: string, total: number | null): Progress {
  if (!io.watched) return { to: () => {}, stop: () => {} };
  const format =
    total === null ? `${what} {value} bytes` : `${what} {bar} {percentage} %  {duration_formatted}`;
  const bar = new SingleBar({
    format,
    stream: process.stderr,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    fps: 10,
  });
  bar.start(total ?? 0, 0);
  return { to: (done) => bar.update(done), stop: () => bar.stop() };
}
