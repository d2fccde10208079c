import { verifyGroupRows } from "../../limits.ts";
import { rowCounts, strayRows, type WholeLog, wholeLog } from "../../store/read-verify.ts";
import type { Hub } from "../hub.ts";
import { keysOf } from "../read/unseal.ts";
import { checkLog, rootOf } from "./check-log.ts";
import { runsFault } from "./check-runs.ts";
import { tablesFault } from "./check-tables.ts";
import { RecordDigests } from "./compare-digest.ts";
import { compareGroup } from "./compare-group.ts";
import { Concerned } from "./concerned.ts";
import { Decided } from "./decided.ts";
import { type Erasures, readErasures } from "./erasures.ts";
import type { VerifyFault } from "./fault.ts";
import type { VerifyOptions } from "./options.ts";
import { replayGroup } from "./replay-group.ts";

/** How much was looked at. */
type Counts = {
  -readonly [Name in
    | "entries"
    | "sealed"
    | "erased"
    | "entities"
    | "records"
    | "divergences"
    | "findings"
    | "passedOver"]: VerifyReport[Name];
};

export interface VerifyReport {
  /** The first thing that is wrong; `null` where nothing is. */
  readonly fault: VerifyFault | null;
  readonly entries: number;
  /** Root of the Merkle tree over all entries, base64url. */
  readonly root: string;
  readonly leavesPerSecond: number;
  readonly sealed: number;
  /** Sealed values that nothing opens any more, because they were erased. */
  readonly erased: number;
  readonly entities: number;
  readonly records: number;
  readonly divergences: number;
  readonly findings: number;
  /** Entities that changed while they were verified, or that wait to be resolved anew: their next verification sees them. */
  readonly passedOver: number;
  readonly seconds: number;
}

/**
 * Re-checks everything: that the log has no gap and each entry is the one that was hashed; that sealed values are those
 * that the entries mean; that every row of state is what the log comes to; that divergences, findings, lookups and references are
 * what the rows come to. Others may write meanwhile. Memory is bounded, but for eight bytes an entry: the log is read in ranges, and what tells of a part of the
 * rows is then read once more and replayed, one part after the other. Rejected: a walk along each entity's chain, because records move between entities, and their claims with
 * them; and one replay of all, which takes some 3 kB a row.
 */
export async function verify(hub: Hub, options: VerifyOptions = {}): Promise<VerifyReport> {
  const startedMs = performance.now();
  const whole = await hub.database.snapshot((sql) => wholeLog(sql, hub.log));
  const { last } = whole;
  const decided = new Decided();
  const counts: Counts = {
    entries: 0,
    sealed: 0,
    erased: 0,
    entities: 0,
    records: 0,
    divergences: 0,
    findings: 0,
    passedOver: 0,
  };
  const models = new Set(whole.models.map(({ hash }) => hash));
  const erasures = await readErasures(hub, last);
  const groups = await groupsOf(hub, options);
  const concerned = new Concerned(groups);
  const checked = await checkLog(hub, { last, models, decided, erasures, concerned }, options);
  const { sealed, erased } = checked;
  Object.assign(counts, { entries: checked.reached.frontier.size, sealed, erased });
  const report = (fault: VerifyFault | null): VerifyReport => ({
    fault,
    ...counts,
    root: rootOf(checked.reached),
    leavesPerSecond: Math.round(counts.entries / Math.max(checked.hashSeconds, 1e-9)),
    seconds: Math.round(performance.now() - startedMs) / 1000,
  });
  return report(
    checked.fault ?? (await rowsFault(hub, whole, { decided, erasures, concerned, groups, counts }, options)),
  );
}

interface FromTheLog {
  /** What entries of no entity decided. */
  readonly decided: Decided;
  readonly erasures: Erasures;
  readonly concerned: Concerned;
  readonly groups: number;
  readonly counts: Counts;
}

/** In how many groups the rows are compared, so that the history of one is held in memory at once. */
async function groupsOf(
  { database, log }: Hub,
  { groupRows = verifyGroupRows }: VerifyOptions,
): Promise<number> {
  const { entities, records, pairs } = await rowCounts(database.reader, log);
  return Math.max(1, Math.ceil((entities + records + pairs) / groupRows));
}

/** The first row that is not what the log comes to, which was checked itself. */
async function rowsFault(
  hub: Hub,
  whole: WholeLog,
  { decided, erasures, concerned, groups, counts }: FromTheLog,
  options: VerifyOptions,
): Promise<VerifyFault | null> {
  const { reader } = hub.database;
  const { next, last } = whole;
  if (next !== last + 1) {
    const message = `The head of the log says that entry ${next} comes next, but the last one is ${last}.`;
    return { where: "head", index: last, entity: null, record: null, fact: null, message };
  }
  const deciders = await keysOf(
    reader,
    hub.keys,
    whole.decisions.map(({ id }) => id),
  );
  const otherwise = decided.compare(whole, deciders);
  if (otherwise !== null) return otherwise;
  const [stray] = await strayRows(reader, hub.log);
  if (stray !== undefined) {
    const message = `The row ${stray} belongs to an entity that does not answer for itself, or stands beside another than it says.`;
    return { where: "entity", index: null, entity: null, record: null, fact: null, message };
  }
  const digests = new RecordDigests(hub.keys, whole.models);
  for (let group = 0; group < groups; group++) {
    options.progress?.("rows against the log", group, groups);
    const told = await replayGroup(hub, concerned.of(group), { group, groups });
    const fault = await compareGroup(hub, told.replay, { group, groups, last, digests }, counts);
    if (fault !== null) return fault;
    for (const one of told.beside) {
      const wrong = await one.compare(hub, last);
      if (wrong !== null) return wrong;
    }
  }
  return (await tablesFault(reader, hub.log)) ?? runsFault(hub, erasures);
}
