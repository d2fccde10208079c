import { fuzz, type Told } from "./fuzz.ts";
import { replayable } from "./replayable.ts";

/** `npm run fuzz -- [models] [seed]`: shards of one seed on two processors; ends with 1 where one of them fails, or not all were run. */
const shards = 2;
const minutesMax = 20;
const [models = "100000", seed = "20261121"] = process.argv.slice(2);
const [runs, first] = [Number(models), Number(seed)];
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(first)) {
  console.error("usage: npm run fuzz -- [how many models] [first seed]");
  process.exit(2);
}

const began = Date.now();
const endAt = began + minutesMax * 60_000;
const each = Math.ceil(runs / shards);
console.log(`${runs} models from seed ${first} on, on ${shards} processors, ${minutesMax} minutes at most`);
const all = await Promise.all(
  Array.from({ length: shards }, (_, at) => {
    const left = Math.max(0, Math.min(each, runs - at * each));
    return fuzz({ first: first + at * each, runs: left, endAt });
  }),
);

const sum = (of: (told: Told) => number): number => all.reduce((total, told) => total + of(told), 0);
const slowest = all.reduce((a, b) => (a.slowest > b.slowest ? a : b));
const done = sum((told) => told.runs);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(
  `${done} models in ${seconds} s, ${sum((told) => told.passed)} of them sound, with ${sum((told) => told.facts)} facts; the slowest check took ${slowest.slowest.toFixed(3)} s (seed ${slowest.slowestSeed})`,
);
for (const { failed } of all) if (failed !== null) console.error(replayable(failed));
if (done < runs) {
  console.error(`Only ${done} of ${runs} were run.`);
  process.exitCode = 1;
}
