import { parentPort, workerData } from "node:worker_threads";
import { corpus } from "./corpus.ts";
import type { Asked, Told } from "./fuzz.ts";
import { mutated } from "./mutate.ts";
import { oneRun } from "./one-run.ts";
import { TreesOnce } from "./trees-once.ts";

/** Runs seed after seed in a thread of its own, so that one which never ends can be seen and ended from outside. */
const { first, runs, endAt, underWay } = workerData as Asked;
const now = new Int32Array(underWay);
const models = corpus();
const trees = new TreesOnce(models);
const told: { -readonly [Key in keyof Told]: Told[Key] } = {
  runs: 0,
  passed: 0,
  facts: 0,
  slowest: 0,
  slowestSeed: 0,
  failed: null,
};

for (let seed = first; seed < first + runs && told.failed === null && Date.now() < endAt; seed++) {
  Atomics.store(now, 0, seed);
  try {
    const { seconds, passed, facts } = oneRun(mutated(models, seed), seed, trees);
    told.runs++;
    told.passed += passed ? 1 : 0;
    told.facts += facts;
    if (seconds > told.slowest) [told.slowest, told.slowestSeed] = [seconds, seed];
  } catch (error) {
    told.failed = { seed, why: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
parentPort?.postMessage(told);
