import fc from "fast-check";
import { test } from "vitest";
import { model } from "./draw-model.ts";
import { happenings } from "./draw-steps.ts";
import { mustHold } from "./hold.ts";

/** `BAILIWICK_RUNS=20000 npx vitest run test/histories` looks further. */
const numRuns = Number(process.env.BAILIWICK_RUNS ?? 150);

test("whatever happens under whatever model: order does not matter, twice is once, replay is the state, a hand-over loses nothing", {
  timeout: 60_000 + numRuns * 1_000,
}, () => {
  fc.assert(
    fc.property(model, happenings, (drawn, told) => mustHold(drawn, told)),
    { numRuns },
  );
});
