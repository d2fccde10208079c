import fc from "fast-check";
import { expect, test } from "vitest";
import { Moments } from "./moments.ts";

/** A log of 9 entries, and how often each was asked for. */
function log() {
  const asked: number[] = [];
  const ask = async (indexes: readonly number[]) => {
    asked.push(...indexes);
    return new Map(indexes.filter((index) => index < 10).map((index) => [index, `moment ${index}`]));
  };
  return { asked, ask };
}

test("a moment that was read once is not asked for again", async () => {
  const { asked, ask } = log();
  const moments = new Moments(ask, 10);

  await moments.of([1, 2]);
  const again = await moments.of([2, 1, 3]);

  expect([...again.keys()].toSorted()).toEqual([1, 2, 3]);
  expect(asked).toEqual([1, 2, 3]);
});

test("all moments of the log that are asked for are told, however few are kept and whoever else asks", async () => {
  const questions = fc.array(fc.uniqueArray(fc.nat({ max: 12 })), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(questions, fc.nat(4), async (asking, keptMax) => {
      const moments = new Moments(log().ask, keptMax);

      const answers = await Promise.all(asking.map((indexes) => moments.of(indexes)));

      const wanted = asking.map((indexes) => indexes.filter((index) => index < 10).toSorted());
      expect(answers.map((one) => [...one.keys()].toSorted())).toEqual(wanted);
      for (const one of answers) for (const [index, moment] of one) expect(moment).toBe(`moment ${index}`);
    }),
  );
});
