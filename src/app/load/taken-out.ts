import { invariant } from "../../errors.ts";
import { type RunAccount, writeWholeRun } from "../../store/runs.ts";
import { endQuarantine } from "../../store/write-quarantine.ts";
import type { Work } from "../change/work.ts";
import { rowHashIn } from "../runs/row-hash.ts";
import type { Tally } from "./account.ts";

/** What became of something that was taken out of quarantine. */
export interface RetryAnswer {
  readonly run: string;
  readonly source: string;
  readonly key: string;
  readonly account: RunAccount;
}

/** Adds to a work that takes a row out of quarantine that the row has left it, and the run that says so, with its account. */
export function takenOut(
  work: Work,
  tally: Tally,
  { id, source }: { readonly id: string; readonly source: string },
): RunAccount {
  const { log, run, actor } = work.cause;
  invariant(run !== null, "what takes a row out of quarantine is a run");
  tally.add({ read: 1 });
  tally.work(work);
  const account = tally.account(performance.now());
  const start = { id: run, kind: "retry", source, actor, file: null, asOf: null, complete: false } as const;
  const end = { id: run, state: "done", account, reason: null, spool: null } as const;
  work.effects.push(
    (tx) => writeWholeRun(tx, log, { start, end }, rowHashIn(work.keys, "run")),
    endQuarantine(log, { id, run }, rowHashIn(work.keys, "quarantine-row")),
  );
  return account;
}
