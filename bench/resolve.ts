/**
 * How fast golden records are resolved and divergences found, on one core, in memory: entities of 20 facts that three
 * sources state, two of them copies, with two conditional authorities. The baseline is what no resolution can do
 * without: looking every claim up once.
 *
 * Run it with `node bench/resolve.ts`; it prints one JSON object a line.
 */

import { compileFinder } from "../src/core/divergence/find.ts";
import type { RecordState } from "../src/core/golden/golden.ts";
import type { ResolveInput } from "../src/core/golden/resolution.ts";
import { compileResolver } from "../src/core/golden/resolve.ts";
import { factKey, logIndex } from "../src/core/ids.ts";
import {
  attribute,
  authority,
  claim,
  copy,
  entityType,
  modelOf,
  nobodyAsked,
  noReferences,
  record,
} from "../test/helpers/worlds.ts";

const entities = 20_000;
const rounds = 7;
const names = ["stage", ...Array.from({ length: 19 }, (_, at) => `fact_${at}`)];
const attributes = names.map((name, at) =>
  attribute(name, {
    authority:
      at === 1 || at === 2 ? [authority("ops", "stage == 'draft'"), authority("crm")] : [authority("crm")],
    copies: [copy("ops"), copy("mart")],
    fallback: at % 5 === 3 ? ["erp"] : [],
  }),
);
const keys = names.map((name) => factKey(name));
const type = entityType("thing", attributes);
const model = modelOf([type]);
const resolver = compileResolver(model, type);
const finder = compileFinder(model, type);

function recordsOf(at: number): readonly RecordState[] {
  return ["crm", "ops", "mart"].map((source, nth) => {
    const stated = names.map((name, fact) => {
      const differs = (at + fact * 7 + nth) % 50 === 0;
      return [
        name,
        claim(
          name === "stage" ? (at % 2 ? "draft" : "live") : `value ${at % 97} ${fact}${differs ? "!" : ""}`,
        ),
      ] as const;
    });
    return record(source, Object.fromEntries(stated), { key: String(at) });
  });
}

const inputs: readonly ResolveInput[] = Array.from({ length: entities }, (_, at) => ({
  records: recordsOf(at),
  hub: new Map(),
  overrides: new Map(),
  ...nobodyAsked,
  previous: null,
  references: noReferences,
  index: logIndex(2),
}));
const resolved = inputs.map((input) => ({
  ...input,
  previous: resolver.resolve(input).golden,
  index: logIndex(3),
}));
const unchanged = new Map();

const tasks = {
  "claims looked up": () => {
    let found = 0;
    for (const { records } of inputs) {
      for (const one of records) for (const key of keys) if (one.claims.get(key) !== undefined) found++;
    }
    return found;
  },
  "resolve-first": () => inputs.reduce((sum, input) => sum + resolver.resolve(input).changed.length, 0),
  "resolve-again": () => resolved.reduce((sum, input) => sum + resolver.resolve(input).changed.length, 0),
  "resolve-and-find": () =>
    inputs.reduce((sum, input) => {
      const { golden } = resolver.resolve(input);
      return sum + finder.find({ ...input, golden, before: unchanged, open: [] }).opened.length;
    }, 0),
};

const seconds = new Map<string, number[]>();
for (let round = 0; round < rounds; round++) {
  for (const [name, task] of Object.entries(tasks)) {
    const start = performance.now();
    task();
    seconds.set(name, [...(seconds.get(name) ?? []), (performance.now() - start) / 1000]);
  }
}
const median = (name: string): number =>
  (seconds.get(name) ?? []).toSorted((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
const baseline = entities / median("claims looked up");
for (const name of Object.keys(tasks).slice(1)) {
  const value = entities / median(name);
  console.log(
    JSON.stringify({
      name,
      value: Math.round(value),
      unit: "entities/s",
      baseline: Math.round(baseline),
      ratio: value / baseline,
    }),
  );
}
