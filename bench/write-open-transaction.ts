import pg from "pg";
import { openDesk } from "./desk.ts";
import { type BenchOptions, type Measurement, median, quantile } from "./measurement.ts";
import { Caller, type Round } from "./requests.ts";
import { openServed, roundsOf } from "./served.ts";

/**
 * Writing while another session holds a snapshot, so that nothing it may still see can be tidied away: opened a minute before
 * the rounds (ten with `--long`), in which writing goes on. The baseline: the rounds before it was opened and after it ended.
 */
export async function* writeOpenTransaction(options: BenchOptions): AsyncGenerator<Measurement> {
  await using served = await openServed();
  const { product } = await openDesk(served, options);
  const { rounds, seconds } = roundsOf(options);
  using caller = await Caller.open(served.url, { connections: 32, token: served.token });
  const measure = async (): Promise<Round[]> => {
    const done: Round[] = [];
    for (let round = 0; round < rounds; round++) done.push(await caller.seconds(() => product, seconds));
    return done;
  };
  await caller.seconds(() => product, seconds);
  const before = await measure();
  const holder = new pg.Client({ connectionString: served.databaseUrl });
  await holder.connect();
  await holder.query("begin isolation level repeatable read");
  await holder.query("select count(*) from bailiwick.entity");
  await caller.seconds(() => product, options.long ? 600 : options.quick ? 5 : 60);
  const during = await measure();
  await holder.query("commit");
  await holder.end();
  const after = await measure();
  const value = rateOf(during);
  const baseline = rateOf([...before, ...after]);
  const milliseconds = during.flatMap((round) => round.milliseconds);
  yield {
    name: "write-open-transaction",
    unit: "facts/s",
    value,
    baseline,
    ratio: value / baseline,
    p50: quantile(milliseconds, 0.5),
    p99: quantile(milliseconds, 0.99),
    more: { before: rateOf(before), after: rateOf(after) },
  };
}

const rateOf = (rounds: readonly Round[]): number => median(rounds.map((round) => round.perSecond));
