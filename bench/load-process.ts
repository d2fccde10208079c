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
  readonly account: Readonly<Record<string, number>>;
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
  let account: Readonly<Record<string, number>> = {};
  for (let time = 0; time < times; time++) {
    for (const system of systems) {
      const accounts = accountsOf(system, records);
      const answer = await load(hub, {
        source: system,
        rows: () => rounds(hub, { system, accounts, recordsPerRound, time }),
        format: "jsonl",
        actor: "bench",
        file: null,
        asOf: null,
        complete: false,
        dryRun: false,
        passed: null,
        spool: null,
      });
      account = { ...answer.account };
    }
  }
  const { maxRSS } = process.resourceUsage();
  const all: AllDone = {
    kind: "all",
    residentBytesMax: maxRSS * 1024,
    account,
  };
  process.send?.(all);
  await database.close();
}

/** The rows of one system, made before the clock starts; a round is over when all of it is committed. */
async function* rounds(
  hub: Hub,
  of: {
    readonly system: System;
    readonly accounts: Int32Array;
    readonly recordsPerRound: number;
    readonly time: number;
  },
): AsyncGenerator<RowBatch> {
  const { system, accounts, recordsPerRound, time } = of;
  for (let from = 0; from < accounts.length; from += recordsPerRound) {
    const part = accounts.subarray(from, from + recordsPerRound);
    const batches = batchesOf(system, part, rowsPerBatch);
    globalThis.gc?.();
    const { next: first } = await headOf(hub.database.reader, onlyLog);
    const started = performance.now();
    const spent = process.cpuUsage();
    yield* batches;
    const written = time === 0 ? part.length : 0;
    const next = await committed(hub, first + written);
    const seconds = (performance.now() - started) / 1000;
    const { user, system: kernel } = process.cpuUsage(spent);
    const done: RoundDone = {
      kind: "round",
      time,
      system,
      from,
      records: part.length,
      seconds,
      processorSeconds: (user + kernel) / 1e6,
      first,
      next,
    };
    const told = new Promise((resolve) => process.once("message", resolve));
    process.send?.(done);
    await told;
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
