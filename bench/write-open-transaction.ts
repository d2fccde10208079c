import pg from "pg";
import { openDesk } from "./desk.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";
import { Caller } from "./requests.ts";
import { askBoth, openServed } from "./served.ts";

/**
 * Writing while another session holds a snapshot, so that nothing it may still see can be tidied away. For a minute (ten with
 * `--long`) a hundred facts a second are written; after a tenth, half and the whole of it for some seconds as many as can be,
 * as by `write`, and in turns with the bare server, whose table only grows and which minds no snapshot: what the machine does
 * besides so weighs on both. The baseline: the same before the snapshot was taken, and after it ended and was tidied up behind.
 */
export async function* writeOpenTransaction(options: BenchOptions): AsyncGenerator<Measurement> {
  await using served = await openServed();
  const desk = await openDesk(served, options);
  const lasts = options.long ? 600 : options.quick ? 10 : 60;
  const order = { connections: 32, rounds: options.quick ? 1 : 5, seconds: options.quick ? 1 : 2, ...desk };
  const window = () => askBoth(served, order);
  const before = await window();
  const holder = new pg.Client({ connectionString: served.databaseUrl });
  await holder.connect();
  await holder.query("begin isolation level repeatable read");
  await holder.query("select count(*) from bailiwick.entity");
  const started = performance.now();
  const during = [];
  for (const share of [0.1, 0.5, 1]) {
    const seconds = Math.max(0, share * lasts - (performance.now() - started) / 1000);
    using caller = await Caller.open(served.url, { connections: 4, token: served.token });
    await caller.steadily(() => desk.product, { perSecond: 100, seconds });
    during.push(await window());
  }
  const { rows } = await served.sql.query<{ writes: string }>(
    "select n_tup_upd as writes from pg_stat_user_tables where schemaname = 'bailiwick' and relname = 'entity'",
  );
  await holder.query("commit");
  await holder.end();
  await served.sql.query("vacuum analyze bailiwick.entity");
  const after = await window();
  const [early, middle, last] = during;
  if (early === undefined || middle === undefined || last === undefined) throw new Error("not measured");
  const baseline = (before.ratio + after.ratio) / 2;
  yield {
    name: "write-open-transaction",
    unit: "of the bare insert",
    value: last.ratio,
    baseline,
    ratio: last.ratio / baseline,
    p50: last.p50,
    p99: last.p99,
    more: {
      before: before.ratio,
      early: early.ratio,
      middle: middle.ratio,
      after: after.ratio,
      factsPerSecond: last.value,
      factsPerSecondBefore: before.value,
      updates: Number(rows[0]?.writes),
      seconds: lasts,
    },
  };
}
