import { expect, test } from "vitest";
import { sampleNames } from "../src/config/sample-models.ts";
import { samples } from "./samples.ts";
import { sampleDefaults } from "./shared/exports.ts";

const all = Object.entries(samples);

test("every sample has a model and a generator", async () => {
  expect(Object.keys(samples).toSorted()).toEqual(await sampleNames());
});

test.each(all)("%s exports the same bytes for the same seed and other bytes for another", (_, generate) => {
  const { texts } = generate(sampleDefaults);

  expect([...generate(sampleDefaults).texts]).toEqual([...texts]);
  expect([...generate({ ...sampleDefaults, seed: 27 }).texts]).not.toEqual([...texts]);
});

test.each(all)("%s exports in the order of the days, each file once", (_, generate) => {
  const { exports, texts } = generate(sampleDefaults);
  const days = exports.map(({ asOf }) => asOf);

  expect(days).toEqual([...days].sort());
  expect(exports.map(({ file }) => file)).toEqual([...texts.keys()]);
});

test.each(all)("%s holds no address outside example.org", (_, generate) => {
  const { texts } = generate(sampleDefaults);
  const addresses = [...texts.values()].flatMap((text) => text.match(/[^\s;,"|]+@[^\s;,"|]+/g) ?? []);

  expect(addresses.length).toBeGreaterThan(100);
  expect(addresses.filter((address) => !/@example\.org$/i.test(address))).toEqual([]);
});
