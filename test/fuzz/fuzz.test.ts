import { expect, test } from "vitest";
import { corpus } from "./corpus.ts";
import { fuzz } from "./fuzz.ts";
import { mutated } from "./mutate.ts";
import { replayable } from "./replayable.ts";

/** A few seconds; `npm run fuzz` runs all 100,000, some minutes. */
const runs = Number(process.env.BAILIWICK_FUZZ ?? 400);
const first = Number(process.env.BAILIWICK_SEED ?? 20_261_121);

test(`whatever becomes of the text of a model, ${runs} times: it is checked within a second, and what passes cannot fail at run time`, {
  timeout: 600_000 + runs * 100,
}, async () => {
  const told = await fuzz({ first, runs, endAt: Number.POSITIVE_INFINITY });

  if (told.failed !== null) expect.fail(replayable(told.failed));
  console.log(
    `${told.runs} models, ${told.passed} of them sound, with ${told.facts} facts; the slowest check took ${told.slowest.toFixed(3)} s (seed ${told.slowestSeed})`,
  );
  // Nothing would be shown by models that are all refused, or all sound.
  expect(told.passed).toBeGreaterThan(runs / 20);
  expect(told.passed).toBeLessThan(runs / 2);
});

test("the same seed makes the same model", () => {
  for (let seed = first; seed < first + 50; seed++)
    expect(mutated(corpus(), seed)).toEqual(mutated(corpus(), seed));
});
