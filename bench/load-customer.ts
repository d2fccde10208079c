import type { Company } from "./first-load.ts";
import { bothSides, Rates, roundsOf } from "./load.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";
import { openPlace, type Place } from "./place.ts";

/** What a model that says much may cost beside one that says little: so much of the ratio is to be left. */
const wanted = 0.8;

/**
 * A first load of the sample `customer`: 20,000 customers in four systems, linked by their numbers and matched, with rules,
 * policies and authorities by condition. The baseline as of `load`, whose company is loaded in turns with it, as many records.
 */
export async function* loadCustomer({ quick }: BenchOptions): AsyncGenerator<Measurement> {
  const thousands = quick ? 2 : 20;
  const recordsPerRound = quick ? 500 : 4_000;
  const records = thousands * 3_300;
  await using place = await openPlace();
  const customer = {
    company: { kind: "customers", thousands },
    rates: new Rates(),
    name: "load-customer",
  } as const;
  const spine = {
    company: { kind: "accounts", records },
    rates: new Rates(),
    name: "load-beside-it",
  } as const;
  await inTurns(roundsBeside(place, customer, recordsPerRound), roundsBeside(place, spine, recordsPerRound));
  const measured = [customer, spine].map(({ name, rates }) => rates.measurement(name));
  yield* measured;
  const [ofCustomer, ofSpine] = measured.map(({ ratio }) => ratio);
  const value = (ofCustomer ?? Number.NaN) / (ofSpine ?? Number.NaN);
  const more = { wanted, "over all rounds": customer.rates.whole() / spine.rates.whole() };
  yield {
    name: "load-customer-kept",
    unit: "of the ratio beside it",
    value,
    baseline: null,
    ratio: null,
    more,
  };
}

/** Loads one company, each round beside its bare rows; gives way after each. */
async function* roundsBeside(
  place: Place,
  { company, rates }: { readonly company: Company; readonly rates: Rates },
  recordsPerRound: number,
): AsyncGenerator<void> {
  const url = await place.migrated(company.kind);
  const sides = await bothSides(url, await place.migrated(`${company.kind}_bare`));
  for await (const done of roundsOf({ url, company, recordsPerRound, times: 1 })) {
    if (done.kind === "round") await rates.round(sides, done);
    yield;
  }
  await sides.end();
}

/** A round of each in turn, until none has another. */
async function inTurns(...all: readonly AsyncGenerator<void>[]): Promise<void> {
  let going = all;
  while (going.length > 0) {
    const next: AsyncGenerator<void>[] = [];
    for (const one of going) if (!(await one.next()).done) next.push(one);
    going = next;
  }
}
