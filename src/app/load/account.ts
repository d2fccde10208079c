import type { RunAccount } from "../../store/runs.ts";
import type { Outcome } from "../change/apply-observation.ts";
import type { Work } from "../change/work.ts";

/** Counts what a run does, as it goes. */
export class Tally {
  #account = { ...emptyAccount };
  readonly #startedMs: number;

  constructor(startedMs: number) {
    this.#startedMs = startedMs;
  }

  add(counts: Partial<RunAccount>): void {
    for (const [name, count] of Object.entries(counts)) this.#account[name as keyof RunAccount] += count;
  }

  outcomes(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) this.#account[outcome] += 1;
  }

  work(work: Work): void {
    const { created, facts, opened, closed, heldBack } = work.counts;
    this.add({
      heldBack,
      entitiesCreated: created,
      factsChanged: facts,
      divergencesOpened: opened,
      divergencesClosed: closed,
    });
  }

  account(nowMs: number): RunAccount {
    return { ...this.#account, seconds: Math.round(nowMs - this.#startedMs) / 1000 };
  }
}

export const emptyAccount: { -readonly [name in keyof RunAccount]: number } = {
  read: 0,
  applied: 0,
  unchanged: 0,
  older: 0,
  waiting: 0,
  quarantined: 0,
  heldBack: 0,
  deleted: 0,
  entitiesCreated: 0,
  factsChanged: 0,
  divergencesOpened: 0,
  divergencesClosed: 0,
  seconds: 0,
};
