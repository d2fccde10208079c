import { setImmediate as nextTurn } from "node:timers/promises";
import type { RowBatch } from "../../connectors/connector.ts";
import type { Position } from "../../core/golden/golden.ts";
import { beginOf, sliceName } from "../../core/golden/validity.ts";
import type { Source } from "../../core/model/model.ts";
import { invariant, refuse } from "../../errors.ts";
import {
  dryRunRecordsMax,
  guardRecordsMin,
  loadsInFlight,
  observationsPerTurn,
  quarantinePageMax,
  runKeysMax,
  statisticsEveryCommits,
} from "../../limits.ts";
import type { Reader } from "../../store/db.ts";
import { glanceAtRecords } from "../../store/load-state.ts";
import {
  cursorOf,
  databaseNow,
  endRun,
  type LivingSlice,
  livingAfter,
  livingRecords,
  moveCursor,
  type RunAccount,
  type RunState,
  startRun,
} from "../../store/runs.ts";
import type { StoredRecord } from "../../store/state.ts";
import { refreshStatistics } from "../../store/statistics.ts";
import { supersedeQuarantine, waitingAfter } from "../../store/write-quarantine.ts";
import { comeDueAll, moveCalendarOn } from "../calendar.ts";
import { applyDeletion, applyObservation, isOlder, type Outcome } from "../change/apply-observation.ts";
import { loadEntities, loadForObservations, loadRecords, loadReferences } from "../change/load-work.ts";
import type { Observed } from "../change/observed.ts";
import { recordSlot, type Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { keysOf } from "../read/unseal.ts";
import { type OwnedRun, owningRun } from "../runs/own-run.ts";
import { Tally } from "./account.ts";
import { addQuarantine } from "./add-quarantine.ts";
import { atTheDoor, type Door, KeysSeen, type TurnedAway } from "./door.ts";
import { lookAhead } from "./look-ahead.ts";
import { openAbout } from "./quarantine-about.ts";

export interface LoadRequest {
  readonly source: string;
  /** Opens the rows from their beginning; called twice where a guard has to look before anything is changed. */
  rows(): AsyncIterable<RowBatch>;
  /** The rows can be opened only once, because the source was empty when that was decided: no guard has to look. */
  readonly once?: true;
  readonly format: string;
  readonly actor: string;
  readonly file: string | null;
  /** UTC instant with microseconds that dates the file; `null`: when it is loaded. */
  readonly asOf: string | null;
  /** The rows are the whole source: absent keys are deletions. */
  readonly complete: boolean;
  readonly dryRun: boolean;
  /** Records that a dry run may change, where it is another number than the product's own bound. */
  readonly dryRunRecordsMax?: number;
  /** A held run that someone lets pass is not held again. */
  readonly passed: OwnedRun | null;
  /** Where the rows wait, below the data folder, should the run be held. */
  readonly spool: string | null;
  progress?(account: RunAccount, bytesRead: number): void;
}

export interface LoadAnswer {
  readonly run: string | null;
  readonly state: RunState | "dry";
  readonly account: RunAccount;
  readonly reason: string | null;
}

/** Loads rows of one source: reads, judges, applies in batches, and accounts for what it did. */
export async function load(hub: Hub, request: LoadRequest): Promise<LoadAnswer> {
  if (request.dryRun) {
    // No run of it is kept, so nobody could take it for left behind.
    return dryRun(await startLoading(hub, request, { id: hub.ids.newId(), stillOurs: () => undefined }));
  }
  if (request.passed !== null) return loadOwned(hub, request, request.passed);
  return owningRun(hub, hub.ids.newId(), (run) => loadOwned(hub, request, run));
}

async function loadOwned(hub: Hub, request: LoadRequest, run: OwnedRun): Promise<LoadAnswer> {
  const loading = await startLoading(hub, request, run);
  const { tally } = loading;
  const account = () => tally.account(performance.now());
  await hub.database.transact((tx) =>
    request.passed === null
      ? startRun(tx, hub.log, { ...request, id: loading.run, kind: "load" })
      : Promise.resolve(),
  );
  try {
    const reason = await guard(loading);
    if (reason !== null) {
      await finish(loading, "held", reason);
      return { run: loading.run, state: "held", account: account(), reason };
    }
    await applyAll(loading);
    const state = request.passed === null ? "done" : "passed";
    const words = wordsOf(loading);
    await finish(loading, state, words);
    return { run: loading.run, state, account: account(), reason: words };
  } catch (error) {
    const words = error instanceof Error ? error.message : "failed";
    await finish(loading, "failed", words).catch(() => {
      // The database may be what failed; the first error is the one to tell. A run left `running` is ended at the next start.
    });
    throw error;
  }
}

const olderWords = "A newer state of this source has been loaded already, so nothing was changed.";

function wordsOf(loading: Loading): string | null {
  if (loading.older) return olderWords;
  if (!loading.request.complete || loading.keyless === 0) return null;
  return `${loading.keyless} rows have no key that could be read, so no absent key was taken for a deletion.`;
}

interface Loading {
  readonly hub: Hub;
  readonly request: LoadRequest;
  readonly source: Source;
  readonly run: string;
  readonly stillOurs: OwnedRun["stillOurs"];
  readonly position: Position;
  readonly tally: Tally;
  readonly seen: KeysSeen;
  /** What looking ahead found stored just so; see {@link lookAhead}. */
  known: readonly Uint8Array[];
  /** Rows so far whose key is not known. */
  keyless: number;
  /** The file is older than what the source was taken to. */
  readonly older: boolean;
  /** Living records before the run. */
  readonly living: number;
}

async function startLoading(hub: Hub, request: LoadRequest, owned: OwnedRun): Promise<Loading> {
  const source = hub.compiled.model.sources.get(request.source);
  if (source === undefined) refuse("source-unknown", `There is no source "${request.source}" in the model.`);
  // What is true already when it comes counts at once.
  if (hub.compiled.readsCalendar && !request.dryRun) await moveCalendarOn(hub);
  const { reader } = hub.database;
  const cursor = await cursorOf(reader, hub.log, source.name);
  const now = await databaseNow(reader);
  const applied: Position = {
    incarnation: cursor?.incarnation ?? 1,
    kind: "file",
    at: (cursor?.position ?? "file:").slice("file:".length),
  };
  const latest = now > applied.at ? now : applied.at;
  const position: Position = { ...applied, at: request.asOf ?? latest };
  return {
    hub,
    request,
    source,
    run: owned.id,
    stillOurs: owned.stillOurs,
    position,
    tally: new Tally(performance.now()),
    seen: new KeysSeen(),
    known: [],
    keyless: 0,
    older: isOlder(position, applied),
    living: await livingRecords(reader, hub.log, source.name),
  };
}

async function finish(loading: Loading, state: RunState, reason: string | null): Promise<void> {
  const { hub, run, request, tally } = loading;
  const spool = state === "held" ? request.spool : null;
  await hub.database.transact((tx) =>
    endRun(tx, hub.log, { id: run, state, account: tally.account(performance.now()), reason, spool }),
  );
}

function doorOf(loading: Loading, batch: RowBatch): Door {
  const { hub, source } = loading;
  const mapping = hub.compiled.mappings.get(source.name);
  const compiled = hub.compiled.types.get(source.entity);
  invariant(mapping !== undefined && compiled !== undefined, "a source has a mapping and a type");
  if (batch.columns !== null) {
    const missing = mapping.missingColumns(batch.columns);
    if (missing.length > 0) {
      refuse("columns-missing", `The file has no column ${missing.map((one) => `"${one}"`).join(", ")}.`, {
        hint: `It has: ${batch.columns.slice(0, 20).join(", ")}. Is the delimiter right, and the source?`,
      });
    }
  }
  if (loading.seen.size > runKeysMax) refuse("too-many-keys", `One run takes ${runKeysMax} keys at most.`);
  return atTheDoor({ source, mapping, compiled }, batch, loading.position, loading.seen);
}

/** Looks whether a run would delete or change more than the source declares; `null` lets it go on. */
async function guard(loading: Loading): Promise<string | null> {
  const { hub, source, living, request } = loading;
  if (request.passed !== null || request.once || living < guardRecordsMin || loading.older) return null;
  const { complete } = request;
  const door = (batch: RowBatch): Door => doorOf(loading, batch);
  const ahead = await lookAhead({ hub, source, complete, living, batches: request.rows(), door });
  // The keys stay in mind: each row meets them again just as it did.
  loading.known = ahead.known;
  return ahead.held;
}

/** Leaves out the rows of a batch whose records were stored just so when the run looked ahead. */
function notKnown(batch: RowBatch, known: Uint8Array | undefined): RowBatch {
  if (known === undefined) return batch;
  return { ...batch, rows: batch.rows.filter((_, at) => known[at] !== 1) };
}

/** Two batches are under way at a time: one is prepared while the other commits. */
async function applyAll(loading: Loading): Promise<void> {
  const { hub, source } = loading;
  const underWay: Promise<void>[] = [];
  let commits = 0;
  try {
    commits = await startAll(loading, underWay);
  } finally {
    // Whatever fails: nothing of this run is still under way when its end is told.
    await Promise.allSettled(underWay);
  }
  await Promise.all(underWay);
  // Whoever asks now is not to wait for autovacuum to see what has come.
  if (commits > 0) await hub.database.transact(refreshStatistics);
  if (loading.older) return;
  if (loading.request.complete && loading.keyless === 0) await deleteAbsent(loading);
  await supersedeMended(loading);
  if (source.valid !== null) await comeDueAll(hub);
  const to = { incarnation: loading.position.incarnation, position: `file:${loading.position.at}` };
  await hub.database.transact((tx) => moveCursor(tx, hub.log, source.name, to));
}

/** What waited in quarantine under keys that came in with this run is no longer waited for. */
async function supersedeMended({ hub, source, seen }: Loading): Promise<void> {
  for (let after: string | null = null; ; ) {
    const { reader } = hub.database;
    const page = await waitingAfter(reader, hub.log, source.name, after, quarantinePageMax);
    const ids = page.map(({ id }) => id);
    const keys = await keysOf(reader, hub.keys, ids);
    const mended = page.filter((one) => seen.accepted(openAbout(keys, one)?.key ?? null)).map(({ id }) => id);
    if (mended.length > 0) await hub.database.transact((tx) => supersedeQuarantine(tx, hub.log, mended));
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

/** Gives the number of commits. */
async function startAll(loading: Loading, underWay: Promise<void>[]): Promise<number> {
  const { hub, request, tally } = loading;
  let bytesRead = 0;
  let commits = 0;
  let batches = 0;
  for await (const batch of request.rows()) {
    const { columns } = batch;
    bytesRead = batch.bytesRead;
    const left = notKnown(batch, loading.known[batches]);
    batches += 1;
    const door = doorOf(loading, left);
    loading.keyless += door.keyless;
    tally.add({
      read: batch.rows.length + batch.refused.length,
      unchanged: batch.rows.length - left.rows.length,
    });
    if (wasPassedOver(loading, door) || door.observed.length + door.away.length === 0) {
      request.progress?.(tally.account(performance.now()), bytesRead);
      continue;
    }
    let away = door.away;
    let from = 0;
    do {
      // Equal parts, so that none of them pays the price of a commit for a rest of a few records.
      const rest = door.observed.length - from;
      const parts = Math.ceil(rest / hub.batchSize.records);
      const part = door.observed.slice(from, from + Math.ceil(rest / Math.max(parts, 1)));
      from += part.length;
      if (underWay.length >= loadsInFlight) await underWay.shift();
      const done = applyBatch(loading, part, away, columns);
      done.catch(() => undefined);
      underWay.push(done);
      away = [];
      commits += 1;
      if (commits % statisticsEveryCommits === 0) await hub.database.transact(refreshStatistics);
    } while (from < door.observed.length);
    request.progress?.(tally.account(performance.now()), bytesRead);
  }
  return commits;
}

/** An older file changes nothing, not even in quarantine: its rows are only counted. */
function wasPassedOver({ older, tally }: Loading, { observed, away }: Door): boolean {
  if (older) tally.add({ older: observed.length + away.length });
  return older;
}

async function applyBatch(
  loading: Loading,
  observed: readonly Observed[],
  away: readonly TurnedAway[],
  columns: readonly string[] | null,
): Promise<void> {
  const { hub, tally } = loading;
  const fresh = await notYetKnown(loading, observed);
  tally.add({ quarantined: away.length });
  if (fresh.length === 0 && away.length === 0) return;
  loading.stillOurs();
  const cause = { cause: "load", actor: loading.request.actor, run: loading.run };
  const done = await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, cause);
      await loadForObservations(sql, work, fresh);
      await hub.loadKeys(sql, work);
      const outcomes = await applyInTurns(work, fresh);
      await addQuarantine(sql, work, { ...loading, columns }, away);
      return { work, result: () => ({ work, outcomes }) };
    },
  });
  hub.batchSize.adapt(hub.writer.heldMs, fresh.length);
  tally.outcomes(done.outcomes);
  tally.work(done.work);
}

/**
 * Applies observations, letting others have their turn every few of them: the batch before this one is being committed
 * meanwhile, and small writes and readers wait as well.
 */
async function applyInTurns(work: Work, fresh: readonly Observed[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [at, one] of fresh.entries()) {
    if (at % observationsPerTurn === observationsPerTurn - 1) await nextTurn();
    outcomes.push(applyObservation(work, one));
  }
  return outcomes;
}

/** Leaves out what is stored just so, and what is older than what is stored: neither needs more than a glance. */
async function notYetKnown(loading: Loading, observed: readonly Observed[]): Promise<readonly Observed[]> {
  const { hub, source, tally } = loading;
  if (loading.living === 0) return observed;
  const glances = await glanceAtRecords(
    hub.database.reader,
    hub.log,
    source.name,
    observed.map((one) => one.observation.key),
  );
  const known: Outcome[] = [];
  const fresh = observed.filter((one) => {
    const glance = glances.get(sliceName(one.observation.key, beginOf(one.observation)));
    if (glance === undefined || glance.deleted || !glance.digest.equals(one.digest)) return true;
    known.push("unchanged");
    return false;
  });
  tally.outcomes(known);
  return fresh;
}

const beforeAll: LivingSlice = { key: "", from: "" };

/** Deletes what a complete file no longer names. */
async function deleteAbsent(loading: Loading): Promise<void> {
  const { hub, source, tally, seen, position } = loading;
  const { reader } = hub.database;
  for (let after = beforeAll; ; ) {
    const page = await livingAfter(reader, hub.log, source.name, after, hub.batchSize.records);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last;
    const absent = page.filter(({ key, from }) => !seen.has(key, from));
    if (absent.length === 0) continue;
    loading.stillOurs();
    const cause = { cause: "load", actor: loading.request.actor, run: loading.run };
    const done = await hub.writer.run({
      prepare: async (sql) => {
        const work = await hub.newWork(sql, cause);
        const records = await loadSlices(sql, work, source.name, absent);
        await loadEntities(sql, work, [...new Set(records.map((one) => one.entity))]);
        await loadReferences(sql, work);
        await hub.loadKeys(sql, work);
        const outcomes = records.map((record) => applyDeletion(work, record, position));
        return { work, result: () => ({ work, outcomes }) };
      },
    });
    tally.add({ deleted: done.outcomes.filter((one) => one === "applied").length });
    tally.work(done.work);
  }
}

async function loadSlices(
  sql: Reader,
  work: Work,
  source: string,
  slices: readonly LivingSlice[],
): Promise<readonly StoredRecord[]> {
  await loadRecords(
    sql,
    work,
    source,
    slices.map(({ key }) => key),
  );
  return slices.flatMap(({ key, from }) => work.records.get(recordSlot(source, key, from)) ?? []);
}

/**
 * The same account with nothing changed: everything is done in memory, on one work that is then dropped. That is bounded by a
 * refusal: what one row makes may depend on any before it, so nothing can be forgotten on the way, and a transaction that is
 * rolled back at its end would be open for as long as the run takes.
 */
async function dryRun(loading: Loading): Promise<LoadAnswer> {
  const { hub, request, source, tally } = loading;
  const room = roomFor(request.dryRunRecordsMax ?? dryRunRecordsMax);
  const reason = await guard(loading);
  const { reader } = hub.database;
  const cause = { cause: "load", actor: request.actor, run: loading.run };
  const work = await hub.newWork(reader, cause);
  for await (const batch of request.rows()) {
    const door = doorOf(loading, batch);
    const { observed, away, keyless } = door;
    loading.keyless += keyless;
    tally.add({ read: batch.rows.length + batch.refused.length });
    if (wasPassedOver(loading, door)) continue;
    tally.add({ quarantined: away.length });
    const fresh = await notYetKnown(loading, observed);
    room.take(fresh.length);
    await loadForObservations(reader, work, fresh);
    await hub.loadKeys(reader, work);
    tally.outcomes(fresh.map((one) => applyObservation(work, one)));
  }
  if (request.complete && !loading.older && loading.keyless === 0) await deleteAbsentDry(loading, work);
  tally.work(work);
  const words = reason ?? wordsOf(loading);
  return { run: null, state: "dry", account: tally.account(performance.now()), reason: words };

  async function deleteAbsentDry(of: Loading, on: Work): Promise<void> {
    for (let after = beforeAll; ; ) {
      const page = await livingAfter(reader, hub.log, source.name, after, hub.batchSize.records);
      const last = page.at(-1);
      if (last === undefined) return;
      after = last;
      const absent = page.filter(({ key, from }) => !of.seen.has(key, from));
      room.take(absent.length);
      const records = await loadSlices(reader, on, source.name, absent);
      await loadEntities(reader, on, [...new Set(records.map((one) => one.entity))]);
      await loadReferences(reader, on);
      await hub.loadKeys(reader, on);
      const outcomes = records.map((record) => applyDeletion(on, record, of.position));
      tally.add({ deleted: outcomes.filter((one) => one === "applied").length });
    }
  }
}

/** How many more records a dry run can hold. */
function roomFor(recordsMax: number): { take(records: number): void } {
  let left = recordsMax;
  return {
    take(records) {
      left -= records;
      if (left >= 0) return;
      refuse(
        "dry-run-too-large",
        `A dry run holds what it changes in memory: ${recordsMax} records at most.`,
        {
          hint: "Try a part of the rows without --complete, or load them: the guards of the source hold a run that changes too much.",
        },
      );
    },
  };
}
