/**
 * The product's side of the benchmarks of loading, in a process of its own, so that its memory is measured alone: opens the use
 * cases on a database, applies the model, and loads its sources, pausing after each round until it is told to go on.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { applyModel } from "../src/app/apply-model.ts";
import type { Hub } from "../src/app/hub.ts";
import { load } from "../src/app/load/load.ts";
import { onlyLog, openHub } from "../src/app/open-hub.ts";
import type { RowBatch } from "../src/connectors/connector.ts";
import { MasterKey } from "../src/sealing/master-key.ts";
import { headOf } from "../src/store/commit.ts";
import { openDatabase } from "../src/store/open-database.ts";
import { livingRecords } from "../src/store/source-counts.ts";
import { plainly } from "../test/helpers/plainly.ts";
import { type Company, firstLoadOf, type SourceRows } from "./first-load.ts";

export interface LoadOrder {
  readonly url: string;
  readonly company: Company;
  readonly recordsPerRound: number;
  /** How often each system is loaded: the second time nothing is new. */
  readonly times: number;
}

/** A round that is over: which entries it wrote. */
export interface RoundDone {
  readonly kind: "round";
  readonly time: number;
  readonly source: string;
  readonly from: number;
  readonly records: number;
  readonly seconds: number;
  /** Of this process alone. */
  readonly processorSeconds: number;
  readonly first: number;
  readonly next: number;
}

export interface AllDone {
  readonly kind: "all";
  readonly residentBytesMax: number;
}

process.once("message", (order) => {
  void run(order as LoadOrder).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run({ url, company, recordsPerRound, times }: LoadOrder): Promise<void> {
  const database = openDatabase({ url });
  const hub = await openHub({ database, master: new MasterKey(randomBytes(32)) });
  const { model, sources } = await firstLoadOf(company);
  await applyModel(hub, { files: model, actor: "bench" });
  for (let time = 0; time < times; time++) {
    for (const source of sources) {
      if (time === 0) await loadRows(hub, source, () => rounds(hub, source, recordsPerRound));
      else await reload(hub, source, time);
    }
  }
  const { maxRSS } = process.resourceUsage();
  const all: AllDone = { kind: "all", residentBytesMax: maxRSS * 1024 };
  process.send?.(all);
  await database.close();
}

async function loadRows(
  hub: Hub,
  { name, format }: SourceRows,
  rows: () => AsyncIterable<RowBatch>,
): Promise<void> {
  await load(hub, {
    source: name,
    rows,
    format,
    actor: "bench",
    ...plainly,
  });
}

/** The same rows of one system again, as one round; its rows may be asked for twice, since a guard looks first. */
async function reload(hub: Hub, source: SourceRows, time: number): Promise<void> {
  const { records } = source;
  const batches = await source.batches({ from: 0, to: records });
  const clock = await startClock(hub);
  await loadRows(hub, source, async function* () {
    yield* batches;
  });
  const took = clock.stop();
  const { next } = await headOf(hub.database.reader, onlyLog);
  await tell({ kind: "round", time, source: source.name, from: 0, records, ...took, next });
}

/** Where the log stands, and what it takes from now on. */
async function startClock(hub: Hub) {
  const { next: first } = await headOf(hub.database.reader, onlyLog);
  const started = performance.now();
  const spent = process.cpuUsage();
  const stop = () => {
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(spent);
    return { first, seconds, processorSeconds: (user + system) / 1e6 };
  };
  return { first, stop };
}

/** Waits until the rest of the round is done elsewhere. */
async function tell(done: RoundDone): Promise<void> {
  const told = new Promise((resolve) => process.once("message", resolve));
  process.send?.(done);
  await told;
}

/** The rows of one system, made before the clock starts; a round is over when all of it is committed. */
async function* rounds(hub: Hub, source: SourceRows, recordsPerRound: number): AsyncGenerator<RowBatch> {
  for (let from = 0; from < source.records; from += recordsPerRound) {
    const to = Math.min(from + recordsPerRound, source.records);
    const batches = await source.batches({ from, to });
    globalThis.gc?.();
    const clock = await startClock(hub);
    yield* batches;
    const records = to - from;
    const next = await committed(hub, source.name, to);
    await tell({ kind: "round", time: 0, source: source.name, from, records, ...clock.stop(), next });
  }
}

/**
 * Waits until a source has so many records; gives where the log then stands. Its entries are not counted: some tell more than
 * a record. At most two batches are still under way, so the looking weighs little.
 */
async function committed(hub: Hub, source: string, records: number): Promise<number> {
  const { reader } = hub.database;
  while ((await livingRecords(reader, hub.log, source)) < records) await pause(2);
  return (await headOf(reader, hub.log)).next;
}
