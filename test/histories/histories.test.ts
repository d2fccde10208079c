import fc from "fast-check";
import { test } from "vitest";
import { model } from "./draw-model.ts";
import { happenings } from "./draw-steps.ts";
import { mustHold } from "./hold.ts";

/** `BAILIWICK_RUNS=20000 npx vitest run test/histories` looks further. */
const asked = process.env.BAILIWICK_RUNS;
const numRuns = Number(asked ?? 150);
/** The same histories every time, so that nothing fails by chance; others where more are asked for. */
const seed = asked === undefined ? { seed: 20_261_121 } : {};

test("whatever happens under whatever model: order does not matter, twice is once, replay is the state, a hand-over loses nothing", {
  timeout: 60_000 + numRuns * 1_000,
}, () => {
  fc.assert(
    fc.property(model, happenings, (drawn, told) => mustHold(drawn, told)),
    { numRuns, ...seed },
  );
});
