import type { BenchOptions, Measurement } from "./measurement.ts";
import { loadedAccounts } from "./read.ts";
import { askBoth, openServed, roundsOf } from "./served.ts";

const facts = ["name", "city", "segment", "budget", "since"];

/** The four answers about a fact, over 32 connections. The baseline is that of `read`. */
export async function* explain(options: BenchOptions): AsyncGenerator<Measurement> {
  await using served = await openServed();
  const pick = await loadedAccounts(served, options);
  let asked = 0;
  const measured = await askBoth(served, {
    connections: 32,
    ...roundsOf(options),
    product: () => ({
      method: "GET",
      path: `/v1/entities/account/${pick()}/facts/${facts[asked++ % facts.length]}`,
    }),
    bare: () => ({ method: "GET", path: `/entities/${pick()}` }),
  });
  yield { name: "explain", unit: "requests/s", ...measured };
}
