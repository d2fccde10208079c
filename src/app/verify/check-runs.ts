import { verifyEntriesMax } from "../../limits.ts";
import type { KeyedHash } from "../../store/keyed-hash.ts";
import { type RunText, runDigest, runTextsAfter } from "../../store/runs.ts";
import { type QuarantineAsStored, quarantineTextsAfter } from "../../store/verify-quarantine.ts";
import { leftDigest, quarantineDigest } from "../../store/write-quarantine.ts";
import type { Hub } from "../hub.ts";
import { rowHash } from "../runs/row-hash.ts";
import type { Erasures } from "./erasures.ts";
import type { VerifyFault } from "./fault.ts";
import { inPages } from "./in-pages.ts";

/** Holds against their keyed digests what no entry tells: what runs did, and what they set aside. */
export async function runsFault(hub: Hub, { subjects }: Erasures): Promise<VerifyFault | null> {
  const { reader } = hub.database;
  const runs = rowHash(hub, "run");
  const runPages = inPages<RunText>((after) =>
    runTextsAfter(reader, hub.log, after?.id ?? null, verifyEntriesMax),
  );
  for await (const page of runPages) {
    const wrong = page.find((run) => !isAsItEnded(run, runs));
    if (wrong !== undefined)
      return fault("run", `The run ${wrong.id} is not as it ended, or something that it set aside is gone.`);
  }
  const rows = rowHash(hub, "quarantine-row");
  const rowPages = inPages<QuarantineAsStored>((after) =>
    quarantineTextsAfter(reader, hub.log, after?.id ?? null, verifyEntriesMax),
  );
  for await (const page of rowPages)
    for (const row of page) {
      const wrong = quarantineFault(row, rows, subjects);
      if (wrong !== null) return fault("quarantine", `What waits in quarantine as ${row.id} ${wrong}`);
    }
  return null;
}

/**
 * A run that is under way is compared once it has ended. One whose connection was lost may have set aside more with the commit
 * that was under way then.
 */
function isAsItEnded(run: RunText, keyed: KeyedHash): boolean {
  const { state, digest, aside } = run;
  if (state === "running") return true;
  if (digest === null) return false;
  for (let count = aside; count >= 0; count--) if (runDigest(keyed, run, count).equals(digest)) return true;
  return false;
}

function quarantineFault(
  row: QuarantineAsStored,
  keyed: KeyedHash,
  erased: ReadonlySet<string>,
): string | null {
  const { state, retry, rowDigest } = row;
  if (!row.hasRun || !row.hasRetry) return "is of a run that there is not.";
  if (!row.hasKey && !erased.has(row.id))
    return "cannot be opened any more, and no entry says that it was erased.";
  const came = quarantineDigest(keyed, row);
  const stands = state === "open" ? came : leftDigest(keyed, came, state, retry);
  return stands.equals(rowDigest) ? null : "is not as it came there, or left it otherwise.";
}

const fault = (where: VerifyFault["where"], message: string): VerifyFault => ({
  ...{ where, message },
  ...{ index: null, entity: null, record: null, fact: null },
});
