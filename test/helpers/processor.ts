/**
 * Seconds of the processor that this thread takes for something, and what it comes to. What took longer than `within` is done
 * again, twice at most, and the least is told: the machine collects garbage when it likes, and how busy it is besides says
 * nothing about what is measured.
 */
export function processorSeconds<Result>(
  within: number,
  run: () => Result,
): { readonly seconds: number; readonly result: Result } {
  let seconds = Number.POSITIVE_INFINITY;
  for (let times = 1; ; times++) {
    const before = process.threadCpuUsage();
    const result = run();
    const { user, system } = process.threadCpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
    if (seconds <= within || times === 3) return { seconds, result };
  }
}
