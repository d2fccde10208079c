import type { ResolveInput } from "../src/core/golden/resolution.ts";
import { logIndex } from "../src/core/ids.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";
import { median, sideBySide } from "./measurement.ts";
import { type ResolveWorld, resolveAndFind, resolveWorld, type WorldSize } from "./resolve-worlds.ts";

const rounds = 7;

/**
 * Golden records resolved and divergences found on one core, in memory, in entities per second of the processor: of 20
 * facts that three sources state, two of them copies. The baseline is what no resolution can do without: looking every
 * claim up once. Then how the cost grows with facts, and with records: an exponent of 1 is linear.
 */
export async function* resolve({ quick }: BenchOptions): AsyncGenerator<Measurement> {
  const world = resolveWorld({ facts: 20, records: 3 });
  const entities = Array.from({ length: quick ? 2_000 : 20_000 }, (_, nth) => world.entity(nth));
  const known = entities.map((input) => ({
    ...input,
    previous: world.resolver.resolve(input).golden,
    index: logIndex(3),
  }));
  const tasks = {
    "resolve-first": () => sum(entities, (input) => world.resolver.resolve(input).changed.length),
    "resolve-again": () => sum(known, (input) => world.resolver.resolve(input).changed.length),
    "resolve-and-find": () => sum(entities, (input) => resolveAndFind(world, input)),
  };
  const rates = new Map(
    Object.keys(tasks).map((name) => [name, { product: [] as number[], baseline: [] as number[] }]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      rates.get(name)?.baseline.push(entities.length / secondsOf(() => lookUp(world, entities)));
      rates.get(name)?.product.push(entities.length / secondsOf(task));
    }
  }
  for (const [name, { product, baseline }] of rates)
    yield { name, unit: "entities/s", ...sideBySide(product, baseline) };
  yield growth("resolve-growth-with-facts", (size) => ({ facts: size, records: 3 }));
  yield growth("resolve-growth-with-records", (size) => ({ facts: 20, records: size }));
  yield growth("resolve-growth-most-complete", (size) => ({
    facts: size,
    records: 30,
    survivorship: { by: "most-complete" },
  }));
}

/** The exponent with which the cost grows to a size of 1,000, from an eighth of it. */
function growth(name: string, sizeOf: (size: number) => WorldSize): Measurement {
  const [small, large] = [125, 1_000].map((size) => secondsEach(sizeOf(size)));
  const value = Math.log((large ?? 0) / (small ?? 0)) / Math.log(8);
  return {
    name,
    value,
    unit: "exponent",
    baseline: null,
    ratio: null,
    more: { microsecondsAt1000: (large ?? 0) * 1e6 },
  };
}

function secondsEach(size: WorldSize): number {
  const world = resolveWorld(size);
  const entity = world.entity(1);
  const times = Math.max(3, Math.ceil(300_000 / (size.facts * size.records)));
  const measured = Array.from({ length: rounds }, () =>
    secondsOf(() => {
      for (let time = 0; time < times; time++) resolveAndFind(world, entity);
    }),
  );
  return median(measured) / times;
}

function lookUp({ keys }: ResolveWorld, entities: readonly ResolveInput[]): number {
  let found = 0;
  for (const { records } of entities)
    for (const { claims } of records) for (const key of keys) if (claims.get(key) !== undefined) found++;
  return found;
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((all, item) => all + of(item), 0);

/** Seconds of the processor, those in which memory is tidied up beside it too. */
function secondsOf(task: () => unknown): number {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
