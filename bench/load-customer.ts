import { onlyLog } from "../src/app/open-hub.ts";
import { readModel } from "../src/core/model/read-model.ts";
import { syncIndexes } from "../src/store/fact-indexes.ts";
import { openDatabase } from "../src/store/open-database.ts";
import { rowsPerThousand } from "./customers.ts";
import { type Company, firstLoadOf } from "./first-load.ts";
import { bothSides, Rates, roundsOf } from "./load.ts";
import { type BenchOptions, type Measurement, median } from "./measurement.ts";
import { openPlace, type Place } from "./place.ts";

/** What a model that says much may cost beside one that says little: so much of the ratio is to be left. */
const wanted = 0.8;

/** What is loaded in turns, round by round, and what came of it. */
interface Loaded {
  readonly name: string;
  readonly company: Company;
  readonly rates: Rates;
  /** Of each round, the source that it was of. */
  readonly sources: string[];
}

/**
 * A first load of the sample `customer`: 20,000 customers in four systems, linked by their numbers and matched, with rules,
 * policies and authorities by condition. The baseline as of `load`, whose company is loaded in turns with it: as many records
 * in as many rounds, all of one size, so that each round of the one is compared with the round of the other beside it.
 */
export async function* loadCustomer({ quick }: BenchOptions): AsyncGenerator<Measurement> {
  const thousands = quick ? 6 : 20;
  const recordsPerRound = thousands * 100;
  await using place = await openPlace();
  const customer = loaded("load-customer", { kind: "customers", thousands });
  const spine = loaded("load-beside-it", { kind: "accounts", records: thousands * rowsPerThousand });
  await inTurns([customer, spine].map((one) => roundsBeside(place, one, recordsPerRound)));
  yield* [customer, spine].map(({ name, rates }) => rates.measurement(name));
  yield kept(customer, spine);
}

const loaded = (name: string, company: Company): Loaded => ({
  name,
  company,
  rates: new Rates(),
  sources: [],
});

/** What is left of the ratio: of each round to the one beside it, the median of all; beside it that of each source. */
function kept(customer: Loaded, spine: Loaded): Measurement {
  const { ratios } = customer.rates;
  const beside = spine.rates.ratios;
  if (ratios.length !== beside.length)
    throw new Error("Each round of the one has one of the other beside it.");
  const ofRounds = ratios.map((ratio, round) => ratio / (beside[round] ?? Number.NaN));
  const bySource = [...new Set(customer.sources)].map((source) => [
    source,
    median(ofRounds.filter((_, round) => customer.sources[round] === source)),
  ]);
  return {
    name: "load-customer-kept",
    unit: "of the ratio beside it",
    value: median(ofRounds),
    baseline: null,
    ratio: null,
    more: {
      wanted,
      "over all rounds": customer.rates.whole() / spine.rates.whole(),
      ...Object.fromEntries(bySource),
    },
  };
}

/** Loads one company, each round beside its bare rows; gives way after each. */
async function* roundsBeside(
  place: Place,
  { company, rates, sources }: Loaded,
  recordsPerRound: number,
): AsyncGenerator<void> {
  const url = await place.migrated(company.kind);
  const bare = await place.migrated(`${company.kind}_bare`);
  await indexAs(bare, company);
  const sides = await bothSides(url, bare);
  for await (const done of roundsOf({ url, company, recordsPerRound, times: 1 })) {
    if (done.kind === "all") break;
    if (done.records !== recordsPerRound) throw new Error("All rounds are of one size.");
    await rates.round(sides, done);
    sources.push(done.source);
    yield;
  }
  await sides.end();
}

/** The bare rows go into the same tables: with the indexes for which the model asks. */
async function indexAs(url: string, company: Company): Promise<void> {
  const { model: files } = await firstLoadOf(company);
  const { model } = readModel(files);
  if (model === null) throw new Error("The model of a benchmark can be read.");
  const database = openDatabase({ url });
  await syncIndexes(database, onlyLog, model);
  await database.close();
}

/** A round of each in turn, until none has another. */
async function inTurns(all: readonly AsyncGenerator<void>[]): Promise<void> {
  let going = all;
  while (going.length > 0) {
    const next: AsyncGenerator<void>[] = [];
    for (const one of going) if (!(await one.next()).done) next.push(one);
    going = next;
  }
}
