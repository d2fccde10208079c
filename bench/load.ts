import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { accountsOf, batchesOf } from "./accounts.ts";
import { insertJson, insertRows, readRows } from "./bare-rows.ts";
import type { AllDone, LoadOrder, RoundDone } from "./load-process.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";
import { median, sideBySide } from "./measurement.ts";
import { openPlace, type Place } from "./place.ts";

/**
 * A first load of 500,000 records of 8 attributes (2 personal) from 3 systems, from memory. The baseline: the very rows that
 * result, inserted into the same tables of another database with nothing computed; in rounds, one after the other.
 */
export async function* load({ quick }: BenchOptions): AsyncGenerator<Measurement> {
  const records = quick ? 30_000 : 500_000;
  await using place = await openPlace();
  const product = await place.migrated("product");
  const baseline = await place.migrated("baseline");
  const order: LoadOrder = { url: product, records, recordsPerRound: quick ? 3_000 : 12_500, times: 1 };
  const rates = {
    product: [] as number[],
    bare: [] as number[],
    json: [] as number[],
    spent: [] as number[],
  };
  const sides = await bothSides(product, baseline);
  const all = await inRounds(order, async (round) => {
    const rows = await readRows(sides.read, { first: round.first, next: round.next, batch: 2_000 });
    rates.spent.push((1e6 * round.processorSeconds) / round.records);
    rates.product.push(round.records / round.seconds);
    rates.bare.push(round.records / (await insertRows(sides.write, rows)));
    rates.json.push(round.records / (await insertJson(sides.write, plainOf(round, records))));
  });
  await sides.end();
  yield {
    name: "load",
    unit: "records/s",
    ...sideBySide(rates.product, rates.bare),
    more: { "µs of Node": median(rates.spent) },
  };
  yield { name: "load-against-json", unit: "records/s", ...sideBySide(rates.product, rates.json) };
  yield await sizeOf(place, product, records);
  yield {
    name: "load-memory",
    unit: "MB",
    value: all.residentBytesMax / 1e6,
    baseline: null,
    ratio: null,
  };
}

/** Tells a process of its own to load, and does the rest of each round while that one waits. */
export async function inRounds(
  order: LoadOrder,
  round: (done: RoundDone) => Promise<void>,
): Promise<AllDone> {
  const child = fork(fileURLToPath(new URL("load-process.ts", import.meta.url)), {
    execArgv: ["--expose-gc", ...(process.env.BAILIWICK_BENCH_NODE_OPTIONS?.split(" ") ?? [])],
  });
  const exited = once(child, "exit");
  let all: AllDone | null = null;
  child.send(order);
  try {
    for (;;) {
      const message = await Promise.race([once(child, "message"), exited.then(() => null)]);
      if (message === null) break;
      const done = message[0] as RoundDone | AllDone;
      if (done.kind === "all") {
        all = done;
        break;
      }
      await round(done);
      child.send("go on");
    }
    await exited;
  } finally {
    child.kill();
  }
  if (all === null) throw new Error("The process that loads has ended before its time.");
  return all;
}

/** Sessions that read the rows of the product and insert them for the baseline. */
export async function bothSides(product: string, baseline: string) {
  const read = new pg.Client({ connectionString: product });
  const write = new pg.Client({ connectionString: baseline, options: "-c TimeZone=UTC -c jit=off" });
  await read.connect();
  await write.connect();
  return { read, write, end: () => Promise.all([read.end(), write.end()]) };
}

/** The rows of a round as plain JSON. */
export function plainOf(round: RoundDone, records: number): { key: string; json: string }[] {
  const part = accountsOf(round.system, records).subarray(round.from, round.from + round.records);
  return batchesOf(round.system, part, part.length).flatMap(({ rows }) =>
    rows.map((row) => ({
      key: `${round.time} ${row.fields.get("id")}`,
      json: Buffer.from(row.bytes).toString("utf8"),
    })),
  );
}

/** All tables of the product with their indexes, once everything that can be taken up again has been. */
async function sizeOf(place: Place, url: string, records: number): Promise<Measurement> {
  const admin = await place.admin(url);
  try {
    const { rows } = await admin.query<{ name: string; bytes: string }>(
      `select c.relname as name, pg_total_relation_size(c.oid) as bytes from pg_class c
       where c.relnamespace = 'bailiwick'::regnamespace and c.relkind = 'r' order by 2 desc, 1`,
    );
    const perRecord = rows.map((row) => [row.name, Number(row.bytes) / records] as const);
    const value = perRecord.reduce((sum, [, bytes]) => sum + bytes, 0);
    const more = Object.fromEntries(perRecord.filter(([, bytes]) => bytes >= 5));
    return { name: "load-size", unit: "bytes/record", value, baseline: null, ratio: null, more };
  } finally {
    await admin.end();
  }
}
