import type { RowBatch } from "../../connectors/connector.ts";
import { crosswalkName } from "../../core/model/crosswalk-name.ts";
import { RawNumber, type RawRow } from "../../core/value/raw.ts";
import { refuse } from "../../errors.ts";
import type { Reader } from "../../store/db.ts";
import type { CrosswalkPair } from "../../store/load-links.ts";
import { databaseNow, endRun, type RunAccount, type RunState, startRun } from "../../store/runs.ts";
import { pairsStated, type StandingPair } from "../../store/write-crosswalk.ts";
import { lifeAt } from "../change/key-lives.ts";
import { notePossible } from "../change/link-record.ts";
import { loadEntities, loadRecords, loadReferences } from "../change/load-work.ts";
import { mergeEntities, survivorOf } from "../change/merge.ts";
import { pairName, type Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { type OwnedRun, owningRun } from "../runs/own-run.ts";
import { rowHash } from "../runs/row-hash.ts";
import { refuseSource } from "../unknown-name.ts";
import { Tally } from "./account.ts";
import { addQuarantine } from "./add-quarantine.ts";
import type { TurnedAway } from "./door.ts";
import type { LoadAnswer } from "./loading.ts";
import { expectPair, pairsToken, statePairs } from "./state-pairs.ts";

export interface CrosswalkRequest {
  readonly left: string;
  readonly right: string;
  readonly rows: AsyncIterable<RowBatch>;
  readonly format: string;
  readonly actor: string;
  readonly file: string | null;
}

/** Keys of two records that are the same thing. */
export interface Pair {
  readonly leftKey: string;
  readonly rightKey: string;
}

/**
 * Loads pairs of keys that are the same thing: the first two columns are a key on the left and one on the right. Each pair is a
 * decision and merges at once; a pair of which a record has not come yet waits for it. `applied` counts the pairs that
 * tied two records, `waiting` those that wait, `unchanged` those that said nothing new.
 */
export async function loadCrosswalk(hub: Hub, request: CrosswalkRequest): Promise<LoadAnswer> {
  const left = sourceOf(hub, request.left);
  const right = sourceOf(hub, request.right);
  if (left.entity !== right.entity) {
    refuse(
      "crosswalk-types-differ",
      `"${left.name}" holds ${left.entity}, "${right.name}" holds ${right.entity}.`,
    );
  }
  return owningRun(hub, hub.ids.newId(), (run) => loadPairs(hub, request, left.name, run));
}

async function loadPairs(
  hub: Hub,
  request: CrosswalkRequest,
  source: string,
  { id: run, stillOurs }: OwnedRun,
): Promise<LoadAnswer> {
  const tally = new Tally(performance.now());
  const { actor, file } = request;
  const start = {
    id: run,
    kind: "crosswalk" as const,
    source,
    actor,
    file,
    asOf: null,
    complete: false,
  };
  await hub.database.transact((tx) => startRun(tx, hub.log, start));
  const end = async (state: RunState, reason: string | null): Promise<RunAccount> => {
    const account = tally.account(performance.now());
    await hub.database.transact((tx) =>
      endRun(tx, hub.log, { id: run, state, account, reason, spool: null }, rowHash(hub, "run")),
    );
    return account;
  };
  try {
    for await (const batch of request.rows) {
      stillOurs();
      await applyRows(hub, request, run, tally, batch);
    }
  } catch (error) {
    await end("failed", error instanceof Error ? error.message : "failed").catch(() => {
      // The database may be what failed; the first error is the one to tell.
    });
    throw error;
  }
  return { run, state: "done", account: await end("done", null), reason: null };
}

async function applyRows(
  hub: Hub,
  request: CrosswalkRequest,
  run: string,
  tally: Tally,
  batch: RowBatch,
): Promise<void> {
  const read = batch.rows.map((row) => ({ row, pair: pairOf(row) }));
  const pairs = read.flatMap(({ pair }) => pair ?? []);
  const away = [
    ...batch.refused.map(({ line, bytes, code, message }) => ({ line, bytes, code, message })),
    ...read.filter(({ pair }) => pair === null).map(({ row }) => ({ ...row, ...notAPair })),
  ].map(({ line, bytes, code, message }) => ({ key: null, line, bytes, reasons: [{ code, message }] }));
  tally.add({ read: batch.rows.length + batch.refused.length, quarantined: away.length });
  if (away.length > 0) await setAside(hub, request, run, batch.columns, away);
  for (let from = 0; from < pairs.length; from += pairsPerCommit) {
    await applyPairs(hub, request, run, tally, pairs.slice(from, from + pairsPerCommit));
  }
}

/** Why a row does not come in. */
export const notAPair = {
  code: "record-without-key",
  message: "The first two columns of a crosswalk are a key on the left and a key on the right.",
};

/** Rows that are no pair wait in quarantine as those of the crosswalk, which is no source. */
async function setAside(
  hub: Hub,
  { left, right, actor, format }: CrosswalkRequest,
  run: string,
  columns: readonly string[] | null,
  away: readonly TurnedAway[],
): Promise<void> {
  await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "crosswalk", actor, run });
      const source = { name: crosswalkName(left, right) };
      const position = { incarnation: 1, kind: "file", at: await databaseNow(sql) } as const;
      await addQuarantine(sql, work, { source, run, position, request: { format }, columns }, away);
      return { work, result: () => undefined };
    },
  });
}

/** A merge writes two entities and their records; this many stay within the bound on the lock. */
const pairsPerCommit = 64;

function sourceOf(hub: Hub, name: string) {
  const { sources } = hub.compiled.model;
  return sources.get(name) ?? refuseSource(name, sources.keys());
}

/** The pair of the first two fields; `null` where one of them is no key. */
export function pairOf({ fields }: Pick<RawRow, "fields">): Pair | null {
  const [left, right] = [...fields.values()];
  const leftKey = left instanceof RawNumber ? left.text : left;
  const rightKey = right instanceof RawNumber ? right.text : right;
  if (typeof leftKey !== "string" || typeof rightKey !== "string" || leftKey === "" || rightKey === "")
    return null;
  return { leftKey, rightKey };
}

async function applyPairs(
  hub: Hub,
  { left, right, actor }: CrosswalkRequest,
  run: string,
  tally: Tally,
  pairs: readonly Pair[],
): Promise<void> {
  const { work, counts } = await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "crosswalk", actor, run });
      const counts = await tiePairs(hub, sql, work, { left, right, pairs });
      return { work, result: () => ({ work, counts }) };
    },
  });
  tally.add(counts);
  tally.work(work);
}

/** What came of some pairs. */
type PairCounts = Pick<RunAccount, "applied" | "unchanged" | "waiting">;

/** Ties the records of some pairs in a piece of work, or lets the pairs wait for them. */
export async function tiePairs(
  hub: Hub,
  sql: Reader,
  work: Work,
  { left, right, pairs }: { readonly left: string; readonly right: string; readonly pairs: readonly Pair[] },
): Promise<PairCounts> {
  await loadRecords(
    sql,
    work,
    left,
    pairs.map((one) => one.leftKey),
  );
  await loadRecords(
    sql,
    work,
    right,
    pairs.map((one) => one.rightKey),
  );
  await loadEntities(sql, work, [...new Set([...work.records.values()].map((one) => one.entity))]);
  await loadReferences(sql, work);
  const stated = pairs.map(
    ({ leftKey, rightKey }): CrosswalkPair => ({
      ...{ leftSource: left, leftKey, leftLife: lifeAt(work, left, leftKey) },
      ...{ rightSource: right, rightKey, rightLife: lifeAt(work, right, rightKey) },
    }),
  );
  for (const pair of stated) expectPair(work, pair);
  await hub.loadKeys(sql, work);
  work.reads.add(pairsToken(left)).add(pairsToken(right));
  const there = new Map(
    (await pairsStated(sql, hub.log, unique(stated))).map((pair) => [nameOf(pair), pair]),
  );
  const outcomes = stated.map((pair) => applyPair(work, pair, there.get(nameOf(pair))));
  const rows = stated.map(
    (pair, at): StandingPair => ({ ...pair, state: outcomes[at] === "waiting" ? "waiting" : "applied" }),
  );
  statePairs(
    work,
    unique(rows).filter((pair) => !there.has(nameOf(pair))),
  );
  const count = (of: PairOutcome) => outcomes.filter((one) => one === of).length;
  return { applied: count("merged"), unchanged: count("same"), waiting: count("waiting") };
}

/** What came of a pair: it waits for a record, tied two records, or said nothing new. */
export type PairOutcome = "waiting" | "same" | "merged";

/** Ties the records of one pair; `before` is the same pair as it was stated before. */
export function applyPair(work: Work, pair: CrosswalkPair, before: CrosswalkPair | undefined): PairOutcome {
  const [one] = work.recordsAt(pair.leftSource, pair.leftKey);
  const [other] = work.recordsAt(pair.rightSource, pair.rightKey);
  if (one === undefined || other === undefined) return "waiting";
  if (one.entity === other.entity) return "same";
  if (before !== undefined && isOfOtherLives(before, pair)) {
    // It was stated of what bore the key then: whether it is meant of what bears it now, a person says.
    const { type } = work.typeOf(work.entity(one.entity).type);
    notePossible(work, type, { left: one.entity, right: other.entity, reason: { by: "crosswalk" } });
    return "same";
  }
  // A person's decision outranks a crosswalk.
  if (work.different.has(pairName(one.entity, other.entity))) return "same";
  const [survivor, merged] = survivorOf(work.entity(one.entity), work.entity(other.entity));
  mergeEntities(work, { survivor: survivor.id, merged: merged.id, why: "crosswalk" });
  return "merged";
}

const isOfOtherLives = (one: CrosswalkPair, other: CrosswalkPair): boolean =>
  one.leftLife !== other.leftLife || one.rightLife !== other.rightLife;

function unique<Row extends Pair>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [nameOf(row), row])).values()];
}

const nameOf = ({ leftKey, rightKey }: Pair): string => JSON.stringify([leftKey, rightKey]);
