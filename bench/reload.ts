import { insertJson } from "./bare-rows.ts";
import { bothSides, inRounds, plainOf } from "./load.ts";
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
  const order = { url: product, records, recordsPerRound: records, times: 4 };
  await inRounds(order, async (round) => {
    if (round.time === 0) return;
    if (round.next !== round.first) throw new Error("A reload of the same rows has written entries.");
    rates.product.push(round.records / round.seconds);
    rates.json.push(round.records / (await insertJson(sides.write, plainOf(round, records))));
  });
  await sides.end();
  yield { name: "reload", unit: "records/s", ...sideBySide(rates.product, rates.json) };
}
