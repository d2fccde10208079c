import type { RowBatch } from "../../connectors/connector.ts";
import { invariant, Refused } from "../../errors.ts";
import { batchRecordsMax, sourceWaitMs } from "../../limits.ts";
import { type RunStart, writeWholeRun } from "../../store/runs.ts";
import { livingRecords } from "../../store/source-counts.ts";
import type { Hub } from "../hub.ts";
import type { Product } from "../product.ts";
import { holdingSource, releasing } from "../runs/own-run.ts";
import { rowHash } from "../runs/row-hash.ts";
import { refuseSource } from "../unknown-name.ts";
import { emptyAccount } from "./account.ts";
import { load } from "./load.ts";
import { type CrosswalkRequest, loadCrosswalk } from "./load-crosswalk.ts";
import type { LoadAnswer } from "./loading.ts";
import { dropSpool, newSpoolName, openSpool, spoolFile, spoolLease, type Written } from "./spool-file.ts";

export interface StreamRequest {
  readonly source: string;
  readonly body: AsyncIterable<Uint8Array>;
  readonly written: Written;
  readonly actor: string;
  readonly file: string | null;
  /** Any instant of RFC 3339, or `null`. */
  readonly asOf: string | null;
  readonly complete: boolean;
  readonly dryRun: boolean;
}

/** Loads rows from a stream that can be read once; one load of a source after the other. */
export async function loadStream(product: Product, request: StreamRequest): Promise<LoadAnswer> {
  const { hub } = product;
  const { source, dryRun } = request;
  const { sources } = hub.compiled.model;
  if (!sources.has(source)) refuseSource(source, sources.keys());
  return dryRun
    ? takeStream(product, request)
    : holdingSource(hub, { source, waitMs: sourceWaitMs }, () => takeStream(product, request));
}

/**
 * Into an empty source rows go as they come; where the guard has to look first, or the run may be held, they are set
 * aside on disk.
 */
async function takeStream(product: Product, request: StreamRequest): Promise<LoadAnswer> {
  const { hub, spoolFolder } = product;
  const { source, actor, file, complete, dryRun } = request;
  const written = declaredWriting(product, request);
  const base = { source, actor, file, complete, dryRun, format: written.format };
  const asOf = request.asOf === null ? null : utcMicros(request.asOf);
  const body = untilGone(request.body);
  if ((await livingRecords(hub.database.reader, hub.log, source)) === 0) {
    const rows = once(() => rowsOf(product, body, written));
    return load(hub, { ...base, asOf, rows, once: true, passed: null, spool: null });
  }
  return settingAside(hub, written, async (spool) => {
    await spoolFile(spoolFolder, spool, body).catch(async (error: unknown) => {
      // Nothing has been read into the source yet, but whoever looks for the run finds what became of it.
      if (!dryRun) await recordFailed(hub, { ...base, asOf }, error);
      throw error;
    });
    let held = false;
    try {
      const rows = () => rowsOf(product, openSpool(spoolFolder, spool), written);
      const answer = await load(hub, { ...base, asOf, rows, passed: null, spool });
      held = answer.state === "held";
      return answer;
    } finally {
      if (!held) await dropSpool(spoolFolder, spool);
    }
  });
}

/** With the name of a file that no other process takes for left behind meanwhile. */
async function settingAside<Result>(
  hub: Hub,
  written: Written,
  within: (spool: string) => Promise<Result>,
): Promise<Result> {
  const spool = newSpoolName(written);
  const lease = await hub.database.leases.tryHold(spoolLease(spool));
  invariant(lease !== null, "a new name is held by nobody");
  return releasing(lease, () => within(spool));
}

async function recordFailed(hub: Hub, of: Omit<RunStart, "id" | "kind">, error: unknown): Promise<void> {
  const id = hub.ids.newId();
  const reason = error instanceof Refused ? error.message : "The rows could not be set aside.";
  const end = { id, state: "failed", account: emptyAccount, reason, spool: null } as const;
  await hub.database.transact((tx) =>
    writeWholeRun(tx, hub.log, { start: { ...of, id, kind: "load" }, end }, rowHash(hub, "run")),
  );
}

/** Loads a crosswalk from a stream. */
export async function loadCrosswalkStream(
  product: Product,
  request: Omit<CrosswalkRequest, "rows" | "format"> & {
    readonly body: AsyncIterable<Uint8Array>;
    readonly written: Written;
  },
): Promise<LoadAnswer> {
  const { left, right, actor, file, body, written } = request;
  return loadCrosswalk(product.hub, {
    left,
    right,
    actor,
    file,
    format: written.format,
    rows: rowsOf(product, untilGone(body), written),
  });
}

export function rowsOf(
  product: Product,
  input: AsyncIterable<Uint8Array>,
  { format, delimiter }: Written,
): AsyncIterable<RowBatch> {
  const { spoolFolder } = product;
  return product.readRows(input, { format, delimiter, batchRows: batchRecordsMax, spoolFolder });
}

/** What the request leaves open, the model may say: the delimiter of the source's files. */
function declaredWriting(product: Product, { source, written }: StreamRequest): Written {
  const declared = product.hub.compiled.model.sources.get(source)?.format ?? null;
  if (written.format !== "csv" || written.delimiter !== null || declared?.type !== "csv") return written;
  return { ...written, delimiter: declared.delimiter };
}

/** A stream that breaks off is told as what it is: its sender went away. What was applied by then stays. */
async function* untilGone(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch((cause: unknown) => {
        throw new Refused(
          {
            code: "client-gone",
            message: "The client went away before it had sent all rows.",
            hint: "Send them again: what was applied already is found unchanged.",
          },
          { cause },
        );
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

function once<Value>(open: () => Value): () => Value {
  let opened = false;
  return () => {
    invariant(!opened, "a stream that was not set aside is read once");
    opened = true;
    return open();
  };
}

/** An instant of RFC 3339 as positions compare it: UTC with microseconds. */
export function utcMicros(text: string): string {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  const seconds = new Date(text.replace(/\.\d+/, "")).toISOString().slice(0, 19);
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}
