import type { RowBatch } from "../../connectors/connector.ts";
import type { Position } from "../../core/golden/golden.ts";
import { beginOf, sliceName } from "../../core/golden/validity.ts";
import { isOlder } from "../../core/match/bearing.ts";
import type { Source } from "../../core/model/source.ts";
import { invariant, refuse } from "../../errors.ts";
import { guardRecordsMin, runKeysMax } from "../../limits.ts";
import { glanceAtRecords } from "../../store/load-records.ts";
import { cursorOf, databaseNow, type RunAccount, type RunState } from "../../store/runs.ts";
import { livingRecords } from "../../store/source-counts.ts";
import { moveCalendarOn } from "../calendar.ts";
import type { Outcome } from "../change/apply-observation.ts";
import type { Observed } from "../change/observed.ts";
import type { Hub } from "../hub.ts";
import type { OwnedRun } from "../runs/own-run.ts";
import { refuseSource } from "../unknown-name.ts";
import { Tally } from "./account.ts";
import { atTheDoor, type Door, KeysSeen } from "./door.ts";
import { lookAhead } from "./look-ahead.ts";

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

export interface Loading {
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

export async function startLoading(hub: Hub, request: LoadRequest, owned: OwnedRun): Promise<Loading> {
  const source = hub.compiled.model.sources.get(request.source);
  if (source === undefined) refuseSource(request.source, hub.compiled.model.sources.keys());
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

export function doorOf(loading: Loading, batch: RowBatch): Door {
  const { hub, source } = loading;
  const mapping = hub.compiled.mappings.get(source.name);
  const compiled = hub.compiled.types.get(source.entity);
  invariant(mapping !== undefined && compiled !== undefined, "a source has a mapping and a type");
  if (batch.columns !== null) {
    const missing = mapping.missingColumns(batch.columns);
    if (missing.length > 0) {
      refuse("columns-missing", `The file has no column ${missing.map((one) => `"${one}"`).join(", ")}.`, {
        hint: `It has: ${batch.columns.filter(Boolean).slice(0, 20).join(", ")}. Is the delimiter right, and the source?`,
      });
    }
  }
  if (loading.seen.size > runKeysMax) refuse("too-many-keys", `One run takes ${runKeysMax} keys at most.`);
  return atTheDoor({ source, mapping, compiled }, batch, loading.position, loading.seen);
}

/** Looks whether a run would delete or change more than the source declares; `null` lets it go on. */
export async function guard(loading: Loading): Promise<string | null> {
  const { hub, source, living, request } = loading;
  if (request.passed !== null || request.once || living < guardRecordsMin || loading.older) return null;
  const { complete } = request;
  const door = (batch: RowBatch): Door => doorOf(loading, batch);
  const ahead = await lookAhead({ hub, source, complete, living, batches: request.rows(), door });
  // The keys stay in mind: each row meets them again just as it did.
  loading.known = ahead.known;
  return ahead.held;
}

const olderWords = "A newer state of this source has been loaded already, so nothing was changed.";

export function wordsOf(loading: Loading): string | null {
  if (loading.older) return olderWords;
  if (!loading.request.complete || loading.keyless === 0) return null;
  return `${loading.keyless} rows have no key that could be read, so no absent key was taken for a deletion.`;
}

/** An older file changes nothing, not even in quarantine: its rows are only counted. */
export function wasPassedOver({ older, tally }: Loading, { observed, away }: Door): boolean {
  if (older) tally.add({ older: observed.length + away.length });
  return older;
}

/** Leaves out what is stored just so, and what is older than what is stored: neither needs more than a glance. */
export async function notYetKnown(
  loading: Loading,
  observed: readonly Observed[],
): Promise<readonly Observed[]> {
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
