/**
 * The product's side of the benchmark `load`, in a process of its own, so that its memory is measured alone: opens the use
 * cases on a database, applies the model, and loads the three systems, pausing after each round until it is told to go on.
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
import { openDatabase } from "../src/store/db.ts";
import { accountsOf, batchesOf, model, type System, systems } from "./accounts.ts";

export interface LoadOrder {
  readonly url: string;
  readonly records: number;
  readonly recordsPerRound: number;
  /** How often each system is loaded: the second time nothing is new. */
  readonly times: number;
}

/** A round that is over: which entries it wrote. */
export interface RoundDone {
  readonly kind: "round";
  readonly time: number;
  readonly system: System;
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

/** Rows that a reader hands on at once. */
const rowsPerBatch = 1_000;

process.once("message", (order) => {
  void run(order as LoadOrder).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run({ url, records, recordsPerRound, times }: LoadOrder): Promise<void> {
  const database = openDatabase({ url });
  const hub = await openHub({ database, master: new MasterKey(randomBytes(32)) });
  await applyModel(hub, { files: model, actor: "bench" });
  for (let time = 0; time < times; time++) {
    for (const system of systems) {
      const accounts = accountsOf(system, records);
      if (time === 0) await loadRows(hub, system, () => rounds(hub, { system, accounts, recordsPerRound }));
      else await reload(hub, { system, accounts, time });
    }
  }
  const { maxRSS } = process.resourceUsage();
  const all: AllDone = { kind: "all", residentBytesMax: maxRSS * 1024 };
  process.send?.(all);
  await database.close();
}

async function loadRows(hub: Hub, source: System, rows: () => AsyncIterable<RowBatch>): Promise<void> {
  await load(hub, {
    source,
    rows,
    format: "jsonl",
    actor: "bench",
    file: null,
    asOf: null,
    complete: false,
    dryRun: false,
    passed: null,
    spool: null,
  });
}

/** The same rows of one system again, as one round; its rows may be asked for twice, since a guard looks first. */
async function reload(
  hub: Hub,
  { system, accounts, time }: { system: System; accounts: Int32Array; time: number },
): Promise<void> {
  const batches = batchesOf(system, accounts, rowsPerBatch);
  const { next: first } = await headOf(hub.database.reader, onlyLog);
  const started = performance.now();
  const spent = process.cpuUsage();
  await loadRows(hub, system, async function* () {
    yield* batches;
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system: kernel } = process.cpuUsage(spent);
  const { next } = await headOf(hub.database.reader, onlyLog);
  const records = accounts.length;
  await tell({
    kind: "round",
    time,
    system,
    from: 0,
    records,
    seconds,
    processorSeconds: (user + kernel) / 1e6,
    first,
    next,
  });
}

/** Waits until the rest of the round is done elsewhere. */
async function tell(done: RoundDone): Promise<void> {
  const told = new Promise((resolve) => process.once("message", resolve));
  process.send?.(done);
  await told;
}

/** The rows of one system, made before the clock starts; a round is over when all of it is committed. */
async function* rounds(
  hub: Hub,
  of: { readonly system: System; readonly accounts: Int32Array; readonly recordsPerRound: number },
): AsyncGenerator<RowBatch> {
  const { system, accounts, recordsPerRound } = of;
  for (let from = 0; from < accounts.length; from += recordsPerRound) {
    const part = accounts.subarray(from, from + recordsPerRound);
    const batches = batchesOf(system, part, rowsPerBatch);
    globalThis.gc?.();
    const { next: first } = await headOf(hub.database.reader, onlyLog);
    const started = performance.now();
    const spent = process.cpuUsage();
    yield* batches;
    const next = await committed(hub, first + part.length);
    const seconds = (performance.now() - started) / 1000;
    const { user, system: kernel } = process.cpuUsage(spent);
    await tell({
      kind: "round",
      time: 0,
      system,
      from,
      records: part.length,
      seconds,
      processorSeconds: (user + kernel) / 1e6,
      first,
      next,
    });
  }
}

/** Waits until the log has come so far. At most two batches are still under way, so the looking weighs little. */
async function committed(hub: Hub, next: number): Promise<number> {
  for (;;) {
    const { next: head } = await headOf(hub.database.reader, onlyLog);
    if (head >= next) return head;
    await pause(2);
  }
}
