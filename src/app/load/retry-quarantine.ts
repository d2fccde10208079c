import type { ReadRows, RowBatch, RowFormat } from "../../connectors/connector.ts";
import type { Position } from "../../core/golden/golden.ts";
import { beginOf, overlap } from "../../core/golden/validity.ts";
import { crosswalkNamed } from "../../core/model/crosswalk-name.ts";
import type { Source } from "../../core/model/source.ts";
import type { RawObject, RawRow } from "../../core/value/raw.ts";
import { invariant, refuse } from "../../errors.ts";
import { recordsByKey } from "../../store/load-records.ts";
import { cursorOf } from "../../store/runs.ts";
import { applyObservation } from "../change/apply-observation.ts";
import { loadForObservations } from "../change/load-work.ts";
import type { Observed } from "../change/observed.ts";
import type { Hub } from "../hub.ts";
import { type Quarantined, visibleQuarantine } from "../read/quarantine.ts";
import { unsealBytes } from "../read/unseal.ts";
import type { Viewer } from "../read/viewer.ts";
import { Tally } from "./account.ts";
import { atTheDoor, KeysSeen } from "./door.ts";
import { retryPair } from "./retry-pair.ts";
import { type RetryAnswer, takenOut } from "./taken-out.ts";

export interface RetryRequest {
  readonly id: string;
  readonly actor: string;
  /** The record as it was mended; `null` judges the very bytes again, as after a change of the model. */
  readonly mended: RawObject | null;
  /** How bytes become rows: that is the business of connectors, which the caller brings. */
  readonly readRows: ReadRows;
}

/**
 * Takes a record out of quarantine: judges it again, and applies it at the position at which it had come. What was observed
 * of that key since stands: then it is refused. A record that is still refused stays where it is.
 */
export async function retryQuarantine(hub: Hub, viewer: Viewer, request: RetryRequest): Promise<RetryAnswer> {
  const found = await visibleQuarantine(hub, viewer, request.id);
  if (found.state !== "open") {
    refuse("quarantine-ended", `This record is no longer in quarantine: it was ${found.state}.`);
  }
  const { model } = hub.compiled;
  const crosswalk = crosswalkNamed(model, found.source);
  if (crosswalk !== null) {
    const row = await rowToJudge(hub, found, null, request);
    return retryPair(hub, { actor: request.actor, id: found.id, row, ...crosswalk });
  }
  const source = model.sources.get(found.source);
  if (source === undefined)
    return refuse("source-unknown", `There is no source "${found.source}" in the model any more.`);
  const row = await rowToJudge(hub, found, source.format?.delimiter ?? null, request);
  const cursor = await cursorOf(hub.database.reader, hub.log, source.name);
  const position: Position = { incarnation: cursor?.incarnation ?? 1, kind: "file", at: found.position };
  const observed = judgedAgain(hub, source, row, position);
  return applyAgain(hub, request, found, observed);
}

/** The row as it was mended, or the one of the very bytes. */
async function rowToJudge(
  hub: Hub,
  found: Quarantined,
  delimiter: string | null,
  { mended, readRows }: RetryRequest,
): Promise<RawRow> {
  return mended === null ? rowAgain(hub, found, delimiter, readRows) : mendedRow(found, mended);
}

/** Its fields in the order of the columns that the row came with: in a crosswalk the first two count. */
function mendedRow({ line, about }: Quarantined, mended: RawObject): RawRow {
  const columns = about?.columns ?? [];
  const inOrder = columns.flatMap((name) => {
    const value = mended.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { line, fields: new Map([...inOrder, ...mended]), bytes: new Uint8Array() };
}

/** The row of the bytes as they came. */
async function rowAgain(
  hub: Hub,
  found: Quarantined,
  delimiter: string | null,
  readRows: ReadRows,
): Promise<RawRow> {
  const bytes = await unsealBytes(hub.database.reader, hub.keys, found.id, found.blob);
  const columns = found.about?.columns ?? null;
  if (bytes === null) return refuse("quarantine-ended", "The bytes of this record have been erased.");
  for (const way of waysToRead(delimiter, found.format, columns, bytes)) {
    const [only, ...more] = await rowsOf(readRows, way);
    if (only !== undefined && more.length === 0) return { ...only, line: found.line };
  }
  return refuse("quarantine-still-refused", "The bytes are no row that can be read. Send the record mended.");
}

interface WayToRead {
  readonly format: RowFormat;
  readonly delimiter: string | null;
  readonly bytes: Buffer;
}

/** Rows of CSV are read below the header that they came with; how it was delimited is tried out. */
function waysToRead(
  declared: string | null,
  format: string,
  columns: readonly string[] | null,
  bytes: Buffer,
): readonly WayToRead[] {
  if (format !== "csv") {
    const list = Buffer.concat([Buffer.from("["), bytes, Buffer.from("]")]);
    return [{ format: "json", delimiter: null, bytes: list }];
  }
  const delimiters = declared === null ? [",", ";", "\t", "|", "%"] : [declared];
  return delimiters.map((delimiter) => {
    const header = (columns ?? []).map((name) => `"${name.replaceAll('"', '""')}"`).join(delimiter);
    return { format, delimiter, bytes: Buffer.concat([Buffer.from(`${header}\n`), bytes]) };
  });
}

async function rowsOf(
  readRows: ReadRows,
  { format, delimiter, bytes }: WayToRead,
): Promise<readonly RawRow[]> {
  const rows: RawRow[] = [];
  const batches: AsyncIterable<RowBatch> = readRows(once(bytes), {
    format,
    delimiter,
    batchRows: 2,
    spoolFolder: "",
  });
  for await (const batch of batches) {
    if (batch.refused.length > 0) return [];
    rows.push(...batch.rows);
  }
  return rows;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function judgedAgain(hub: Hub, source: Source, row: RawRow, position: Position): Observed {
  const mapping = hub.compiled.mappings.get(source.name);
  const compiled = hub.compiled.types.get(source.entity);
  invariant(mapping !== undefined && compiled !== undefined, "a source has a mapping and a type");
  const batch = { rows: [row], refused: [] };
  const { observed, away } = atTheDoor({ source, mapping, compiled }, batch, position, new KeysSeen());
  const [only] = observed;
  if (only !== undefined) return only;
  const reasons = away.flatMap((one) => one.reasons.map((reason) => reason.message));
  return refuse("quarantine-still-refused", `The record is still refused. ${reasons.join(" ")}`);
}

async function applyAgain(
  hub: Hub,
  { actor }: RetryRequest,
  found: Quarantined,
  judged: Observed,
): Promise<RetryAnswer> {
  const { source } = judged;
  const { key } = judged.observation;
  const startedMs = performance.now();
  const run = hub.ids.newId();
  const account = await hub.writer.run({
    prepare: async (sql) => {
      const lives = await recordsByKey(sql, hub.log, source.name, [key]);
      const slices = lives.filter(({ former }) => !former);
      const { valid } = judged.observation;
      const stored = slices.find((one) => beginOf(one) === beginOf(judged.observation));
      if (slices.some((one) => !one.deleted && overlap(one.valid, valid)))
        refuse("quarantine-still-refused", "Another record of this key is true at the same time.");
      const incarnation = stored?.position.incarnation ?? judged.position.incarnation;
      const observed = { ...judged, position: { ...judged.position, incarnation } };
      const work = await hub.newWork(sql, { cause: "retry", actor, run });
      await loadForObservations(sql, work, [observed]);
      await hub.loadKeys(sql, work);
      const outcome = applyObservation(work, observed);
      if (outcome === "older") {
        refuse(
          "quarantine-newer-observation",
          "This record has been observed again since, and that observation stands.",
        );
      }
      const tally = new Tally(startedMs);
      tally.outcomes([outcome]);
      const account = takenOut(work, tally, { id: found.id, source: source.name });
      return { work, result: () => account };
    },
  });
  return { run, source: source.name, key, account };
}
