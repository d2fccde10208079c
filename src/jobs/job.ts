import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { jobRetryMsMax, jobRetryMsMin } from "../limits.ts";

/** Work that is done over and over, a bounded piece at a time. */
export interface Job {
  readonly name: string;
  /** Milliseconds until the next look after one that found nothing; {@link RunningJob.wake} cuts it short. */
  readonly everyMs: number;
  /** Does one piece. `true` where there may be more. */
  once(): Promise<boolean>;
}

export interface RunningJob {
  wake(): void;
  /** Ends after the piece under way. */
  stop(): Promise<void>;
}

/** Runs a job until it is stopped. A piece that fails is tried again, later each time; nothing else stops with it. */
export function startJob(job: Job, logger: Logger): RunningJob {
  const stopping = new AbortController();
  let woken = new AbortController();
  const wake = () => woken.abort();
  stopping.signal.addEventListener("abort", wake);
  const rest = async (ms: number): Promise<void> => {
    const { signal } = woken;
    await pause(ms, undefined, { signal, ref: false }).catch(() => {
      // Woken before its time, which is all that can happen here.
    });
    if (signal.aborted && !stopping.signal.aborted) woken = new AbortController();
  };
  const run = async (): Promise<void> => {
    let retryMs = jobRetryMsMin;
    while (!stopping.signal.aborted) {
      try {
        const more = await job.once();
        retryMs = jobRetryMsMin;
        if (!more) await rest(job.everyMs);
      } catch (error) {
        const { name, code } = nameOf(error);
        logger.error({ job: job.name, kind: name, code, retryMs }, "job failed");
        await rest(retryMs);
        retryMs = Math.min(2 * retryMs, jobRetryMsMax);
      }
    }
  };
  const ended = run();
  return {
    wake,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

function nameOf(error: unknown): { name: string; code: unknown } {
  if (!(error instanceof Error)) return { name: typeof error, code: null };
  return { name: error.name, code: "code" in error ? error.code : null };
}
