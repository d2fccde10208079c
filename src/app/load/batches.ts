import { setImmediate as nextTurn } from "node:timers/promises";
import { invariant } from "../../errors.ts";
import { observationsPerTurn, statisticsEveryCommits } from "../../limits.ts";
import { refreshStatistics } from "../../store/statistics.ts";
import { applyObservation, type Outcome } from "../change/apply-observation.ts";
import { loadForObservations } from "../change/load-work.ts";
import type { Observed } from "../change/observed.ts";
import { touchedBy } from "../change/touched.ts";
import type { Work } from "../change/work.ts";
import { addQuarantine } from "./add-quarantine.ts";
import type { Door, TurnedAway } from "./door.ts";
import { InFlight } from "./in-flight.ts";
import { type Loading, notYetKnown } from "./loading.ts";
import { takeApart, type Waiting } from "./take-apart.ts";

/** Rows that were turned away, with the columns of the file that they stood in. */
interface Away {
  readonly away: readonly TurnedAway[];
  readonly columns: readonly string[] | null;
}

/**
 * Applies what comes in, in batches. A batch is prepared while the one ahead of it commits, so what touches
 * the same as that one is kept back for a later batch: prepared now, all of its batch would have to be prepared again.
 */
export class Batches {
  readonly #loading: Loading;
  readonly #inFlight = new InFlight();
  #waiting: readonly Waiting[] = [];
  /** How many were begun. */
  begun = 0;

  constructor(loading: Loading) {
    this.#loading = loading;
  }

  /** Begins a batch of what came in, and of what was kept back before. */
  async take({ observed, away }: Door, columns: readonly string[] | null): Promise<void> {
    const { hub, source } = this.#loading;
    const compiled = hub.compiled.types.get(source.entity);
    invariant(compiled !== undefined, "the type of a source is declared");
    const come = observed.map((one) => ({ observed: one, touched: touchedBy(compiled, one) }));
    this.#waiting = [...this.#waiting, ...come];
    await this.#begin({ away, columns });
  }

  /** What is kept back does not wait for a sender: where nothing is under way any more, it goes alone. */
  async meanwhile(coming: Promise<unknown>): Promise<void> {
    if (this.#waiting.length === 0) return;
    const came = coming.then(
      () => true,
      () => true,
    );
    if (await Promise.race([came, this.#inFlight.over().then(() => false)])) return;
    await this.end();
  }

  /** Applies the rest, and waits for all. */
  async end(): Promise<void> {
    await this.#inFlight.over();
    if (this.#waiting.length > 0) await this.#begin({ away: [], columns: null });
    await this.#inFlight.over();
  }

  /** Waits for all that is under way, however it ends. */
  settled(): Promise<void> {
    return this.#inFlight.settled();
  }

  async #begin(away: Away): Promise<void> {
    await this.#inFlight.room();
    let part = takeApart(this.#waiting, this.#inFlight.changes);
    if (part.taken.length < part.kept.length) {
      // Where most of it touches the same, little is gained by preparing the rest ahead.
      await this.#inFlight.over();
      part = { taken: this.#waiting, kept: [] };
    }
    const { taken, kept } = part;
    this.#waiting = kept;
    const observed = taken.map((one) => one.observed);
    this.#inFlight.add(applyBatch(this.#loading, observed, away), taken);
    this.begun += 1;
    const { database } = this.#loading.hub;
    if (this.begun % statisticsEveryCommits === 0) await database.transact(refreshStatistics);
  }
}

async function applyBatch(
  loading: Loading,
  observed: readonly Observed[],
  { away, columns }: Away,
): Promise<void> {
  const { hub, tally } = loading;
  const fresh = await notYetKnown(loading, observed);
  tally.add({ quarantined: away.length });
  if (fresh.length === 0 && away.length === 0) return;
  loading.stillOurs();
  const cause = { cause: "load" as const, actor: loading.request.actor, run: loading.run };
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
