import { access } from "node:fs/promises";
import { join } from "node:path";
import { Refused, refuse } from "../../errors.ts";
import { sourceWaitMs } from "../../limits.ts";
import { claimHeldRun, type RunRow, runOf } from "../../store/runs.ts";
import { ofProduct } from "../change/draft.ts";
import type { Hub } from "../hub.ts";
import { load } from "../load/load.ts";
import { rowsOf, utcMicros } from "../load/load-stream.ts";
import type { LoadAnswer } from "../load/loading.ts";
import { dropSpool, openSpool, writtenOf } from "../load/spool-file.ts";
import type { Product } from "../product.ts";
import { holdingSource, owningRun } from "./own-run.ts";
import { rowHash } from "./row-hash.ts";

/** Lets a held run pass: a decision, as an entry, and then the load that it waited with. */
export async function passRun(
  product: Product,
  request: { readonly run: string; readonly actor: string },
): Promise<LoadAnswer> {
  const { hub, spoolFolder } = product;
  const run = await heldRun(hub, request.run);
  const written = writtenOf(run.spool ?? "");
  const { spool, source } = run;
  if (spool === null || source === null || written === null || !(await isThere(join(spoolFolder, spool)))) {
    refuse("run-file-gone", "The rows that this run waited with are gone.", { hint: "Load them again." });
  }
  const { actor, file, complete } = run;
  // Rows without a date are of the moment in which they came: what came while they waited is later.
  const asOf = run.asOf ?? utcMicros(run.startedAt);
  return holdingSource(hub, { source, waitMs: sourceWaitMs }, () =>
    owningRun(hub, run.id, async (passed) => {
      await claim(hub, run.id, "running");
      await appendDecision(hub, request, "passed");
      const answer = await load(hub, {
        source,
        rows: () => rowsOf(product, openSpool(spoolFolder, spool), written),
        format: written.format,
        actor,
        file,
        asOf,
        complete,
        dryRun: false,
        passed,
        spool: null,
      });
      await dropSpool(spoolFolder, spool);
      return answer;
    }),
  );
}

/** Discards a held run, and the rows that it waited with. */
export async function discardRun(
  product: Product,
  request: { readonly run: string; readonly actor: string },
): Promise<void> {
  const { hub, spoolFolder } = product;
  const run = await heldRun(hub, request.run);
  await claim(hub, run.id, "discarded");
  await appendDecision(hub, request, "discarded");
  if (run.spool !== null) await dropSpool(spoolFolder, run.spool);
}

async function heldRun(hub: Hub, id: string): Promise<RunRow> {
  const run = await runOf(hub.database.reader, hub.log, id);
  if (run === undefined) refuse("run-unknown", "There is no such run.");
  if (run.state !== "held") refuse("run-not-held", `The run is ${run.state}.`);
  return run;
}

async function claim(hub: Hub, id: string, to: "running" | "discarded"): Promise<void> {
  const claimed = await hub.database.transact((tx) =>
    claimHeldRun(tx, hub.log, { id, to }, rowHash(hub, "run")),
  );
  if (!claimed) throw new Refused({ code: "run-not-held", message: "Someone else has decided on this run." });
}

async function appendDecision(
  hub: Hub,
  { run, actor }: { readonly run: string; readonly actor: string },
  decision: "passed" | "discarded",
): Promise<void> {
  await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "run", actor, run });
      work.append(ofProduct("run", { item: { op: "set", detail: { decision } }, subject: null }));
      return { work, result: () => undefined };
    },
  });
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
