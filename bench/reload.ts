import { insertJson } from "./bare-rows.ts";
import { bothSides, plainOf, roundsOf } from "./load.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";
import { sideBySide } from "./measurement.ts";
import { openPlace } from "./place.ts";

/** The same records again: nothing is written. The baseline: one plain insert of their JSON into a table with a primary key. */
export async function* reload({ quick }: BenchOptions): AsyncGenerator<Measurement> {
  const records = quick ? 20_000 : 200_000;
  await using place = await openPlace();
  const product = await place.migrated("product");
  const baseline = await place.migrated("baseline");
  const sides = await bothSides(product, baseline);
  const rates = { product: [] as number[], json: [] as number[] };
  const company = { kind: "accounts", records } as const;
  for await (const round of roundsOf({ url: product, company, recordsPerRound: records, times: 4 })) {
    if (round.kind === "all" || round.time === 0) continue;
    if (round.next !== round.first) throw new Error("A reload of the same rows has written entries.");
    rates.product.push(round.records / round.seconds);
    rates.json.push(round.records / (await insertJson(sides.write, await plainOf(round, company))));
  }
  await sides.end();
  yield { name: "reload", unit: "records/s", ...sideBySide(rates.product, rates.json) };
}
