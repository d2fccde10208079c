import fc from "fast-check";
import { expect, test } from "vitest";
import type { Observed } from "../change/observed.ts";
import type { Touched } from "../change/touched.ts";
import { takeApart, type Waiting } from "./take-apart.ts";

const tokens = fc.array(fc.constantFrom<string>("a", "b", "c", "d", "e", "f"), { maxLength: 2 });
const waits = fc
  .record({ changes: tokens, asks: tokens })
  .map((touched): Waiting => ({ observed: {} as Observed, touched }));
const cases = fc.record({
  waiting: fc.array(waits, { maxLength: 12 }),
  ahead: fc.array(
    tokens.map((of) => new Set(of)),
    { maxLength: 2 },
  ),
});

/** Whether it matters which of two comes first. */
const meet = (one: Touched, other: Touched): boolean =>
  [...one.changes, ...one.asks].some((token) => other.changes.includes(token)) ||
  other.asks.some((token) => one.changes.includes(token));

test("nothing is lost, and nothing doubled", () => {
  fc.assert(
    fc.property(cases, ({ waiting, ahead }) => {
      const { taken, kept } = takeApart(waiting, ahead);

      expect(taken.length + kept.length).toBe(waiting.length);
      expect(new Set([...taken, ...kept])).toEqual(new Set(waiting));
    }),
  );
});

test("what is taken meets nothing that the batches ahead may change", () => {
  fc.assert(
    fc.property(cases, ({ waiting, ahead }) => {
      for (const { touched } of takeApart(waiting, ahead).taken)
        for (const token of [...touched.changes, ...touched.asks])
          expect(ahead.some((one) => one.has(token))).toBe(false);
    }),
  );
});

test("of two that meet, the later never overtakes the earlier", () => {
  fc.assert(
    fc.property(cases, ({ waiting, ahead }) => {
      const { taken, kept } = takeApart(waiting, ahead);
      const after = [...taken, ...kept];

      for (const [at, one] of waiting.entries())
        for (const other of waiting.slice(at + 1))
          if (meet(one.touched, other.touched)) expect(after.indexOf(one)).toBeLessThan(after.indexOf(other));
    }),
  );
});

test("all is taken where no batch is ahead", () => {
  fc.assert(
    fc.property(cases, ({ waiting }) => {
      expect(takeApart(waiting, []).taken).toEqual(waiting);
    }),
  );
});
