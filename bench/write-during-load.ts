import { openDesk } from "./desk.ts";
import { type BenchOptions, type Measurement, quantile } from "./measurement.ts";
import { Caller } from "./requests.ts";
import { openServed, roundsOf } from "./served.ts";

/** How long 32 clients wait for their facts to be written while 30,000 records are loaded. The baseline: while nothing is. */
export async function* writeDuringLoad(options: BenchOptions): AsyncGenerator<Measurement> {
  await using served = await openServed();
  const { product } = await openDesk(served, options);
  const records = 30_000;
  const { rounds, seconds } = roundsOf(options);
  using caller = await Caller.open(served.url, { connections: 32, token: served.token });
  await caller.seconds(() => product, seconds);
  const alone = await caller.seconds(() => product, rounds * seconds);
  let over = false;
  const loading = served.tell({ kind: "load", records }).finally(() => {
    over = true;
  });
  const during = await caller.until(
    () => product,
    () => over,
  );
  const loadSeconds = Number((await loading).seconds);
  const baseline = quantile(alone.milliseconds, 0.99);
  const p99 = quantile(during.milliseconds, 0.99);
  const p50 = quantile(during.milliseconds, 0.5);
  const more = {
    factsPerSecond: during.perSecond,
    factsPerSecondAlone: alone.perSecond,
    slowest: quantile(during.milliseconds, 1),
    recordsPerSecond: records / loadSeconds,
  };
  yield {
    name: "write-during-load",
    unit: "ms",
    value: p99,
    baseline,
    ratio: p99 / baseline,
    p50,
    p99,
    more,
  };
}
