import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { insertJson, insertRows, readRows } from "./bare-rows.ts";
import { type Company, firstLoadOf } from "./first-load.ts";
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
  const company = { kind: "accounts", records } as const;
  const order = { url: product, company, recordsPerRound: quick ? 3_000 : 12_500, times: 1 };
  const sides = await bothSides(product, baseline);
  const rates = new Rates();
  const json: number[] = [];
  let residentBytesMax = Number.NaN;
  for await (const done of roundsOf(order)) {
    if (done.kind === "all") ({ residentBytesMax } = done);
    else {
      await rates.round(sides, done);
      json.push(done.records / (await insertJson(sides.write, await plainOf(done, company))));
    }
  }
  await sides.end();
  yield rates.measurement("load");
  yield { name: "load-against-json", unit: "records/s", ...sideBySide(rates.product, json) };
  yield await sizeOf(place, product, records);
  yield {
    name: "load-memory",
    unit: "MB",
    value: residentBytesMax / 1e6,
    baseline: null,
    ratio: null,
  };
}

/** What the rounds of a load gave, each beside the very rows that resulted from it, inserted bare. */
export class Rates {
  readonly product: number[] = [];
  readonly #bare: number[] = [];
  readonly #spent: number[] = [];

  readonly #seconds = { product: 0, bare: 0 };

  async round({ read, write }: Sides, { first, next, records, ...round }: RoundDone): Promise<void> {
    const rows = await readRows(read, { first, next, batch: 2_000 });
    const bare = await insertRows(write, rows);
    this.#spent.push((1e6 * round.processorSeconds) / records);
    this.product.push(records / round.seconds);
    this.#bare.push(records / bare);
    this.#seconds.product += round.seconds;
    this.#seconds.bare += bare;
  }

  /** Of each round, the product's rate to that of the bare rows. */
  get ratios(): readonly number[] {
    return this.product.map((rate, round) => rate / (this.#bare[round] ?? Number.NaN));
  }

  /** The ratio over all rounds together, the slow first ones too. */
  whole(): number {
    return this.#seconds.bare / this.#seconds.product;
  }

  measurement(name: string) {
    const more = { "µs of Node": median(this.#spent) };
    return { name, unit: "records/s", ...sideBySide(this.product, this.#bare), more };
  }
}

/**
 * Tells a process of its own to load. It waits after each round until the next is asked for, so that whoever goes through the
 * rounds has the machine meanwhile.
 */
export async function* roundsOf(order: LoadOrder): AsyncGenerator<RoundDone | AllDone> {
  const child = fork(fileURLToPath(new URL("load-process.ts", import.meta.url)), {
    execArgv: ["--expose-gc", ...(process.env.BAILIWICK_BENCH_NODE_OPTIONS?.split(" ") ?? [])],
  });
  const exited = once(child, "exit").then(() => null);
  child.send(order);
  try {
    for (;;) {
      const message = await Promise.race([once(child, "message"), exited]);
      if (message === null) throw new Error("The process that loads has ended before its time.");
      const done = message[0] as RoundDone | AllDone;
      if (done.kind === "all") await exited;
      yield done;
      if (done.kind === "all") return;
      child.send("go on");
    }
  } finally {
    child.kill();
  }
}

interface Sides {
  readonly read: pg.Client;
  readonly write: pg.Client;
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
export async function plainOf(
  { source, from, records, time }: RoundDone,
  company: Company,
): Promise<{ key: string; json: string }[]> {
  const { sources } = await firstLoadOf(company);
  const of = sources.find(({ name }) => name === source);
  const batches = (await of?.batches({ from, to: from + records })) ?? [];
  return batches.flatMap(({ rows }) =>
    rows.map((row) => ({
      key: `${time} ${row.fields.get("id")}`,
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
