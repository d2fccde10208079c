import { Worker } from "node:worker_threads";

/** What is to be run: so many seeds from the first on. */
export interface Shard {
  readonly first: number;
  readonly runs: number;
  /** Milliseconds since 1970 after which no further seed is begun. */
  readonly endAt: number;
}

/** What a thread is asked to run. */
export interface Asked extends Shard {
  /** One integer: the seed under way. */
  readonly underWay: SharedArrayBuffer;
}

/** What a thread has to tell when it is done, or has failed. */
export interface Told {
  readonly runs: number;
  readonly passed: number;
  readonly facts: number;
  /** Seconds of the processor of the slowest check. */
  readonly slowest: number;
  readonly slowestSeed: number;
  readonly failed: { readonly seed: number; readonly why: string } | null;
}

/** Milliseconds after which a run that has not ended is taken to hang: far beyond what it may take. */
const hangMs = 30_000;
const lookMs = 1_000;

/** Runs the seeds of a shard in a thread, until one of them fails, hangs or exhausts the memory. */
export async function fuzz(shard: Shard): Promise<Told> {
  const { first } = shard;
  const underWay = new SharedArrayBuffer(4);
  const seedNow = new Int32Array(underWay);
  const workerData: Asked = { ...shard, underWay };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 1_024 },
  });
  const none = { runs: 0, passed: 0, facts: 0, slowest: 0, slowestSeed: 0 };
  const failing = (why: string): Told => ({ ...none, failed: { seed: seedNow[0] ?? first, why } });
  const { promise, resolve } = Promise.withResolvers<Told>();
  worker.once("message", resolve);
  worker.once("error", (error) => resolve(failing(`the thread ended: ${String(error)}`)));
  let seen = { seed: -1, at: 0 };
  const watch = setInterval(() => {
    const seed = Atomics.load(seedNow, 0);
    if (seed !== seen.seed) seen = { seed, at: performance.now() };
    else if (performance.now() - seen.at > hangMs) resolve(failing("it does not end"));
  }, lookMs);
  const told = await promise;
  clearInterval(watch);
  await worker.terminate();
  return told;
}
