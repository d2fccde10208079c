import fc from "fast-check";
import { expect, test } from "vitest";
import type { GoldenFact } from "../core/golden/golden.ts";
import { type FactKey, factKey, logIndex, recordId } from "../core/ids.ts";
import { goldenFromRow, goldenToRow } from "./golden-row.ts";

const records = ["01a1fe0b-5de4-8001-be09-a98be1b70b43", "01a1fe0b-5de6-8001-994f-a7bbf0c1b936"];
const sources = fc.constantFrom("crm", "ops", "hub", null);
const indexes = fc.integer({ min: 1, max: 3 }).map(logIndex);
const stands: fc.Arbitrary<GoldenFact> = fc.record({
  value: fc.option(fc.string()),
  basis: fc.constantFrom("authority", "carried", "derived", "fallback", "held", "none", "override"),
  source: sources,
  authority: sources,
  record: fc.constantFrom(...records.map(recordId), null),
  since: indexes,
  handover: fc.option(fc.record({ from: sources, to: sources, index: indexes }), { freq: 8 }),
});
const facts = fc
  .uniqueArray(fc.tuple(fc.stringMatching(/^[a-z_]{1,12}(\[[A-Z]{2}\])?$/), stands), {
    selector: ([name]) => name,
  })
  .map((all) => new Map<FactKey, GoldenFact>(all.map(([name, one]) => [factKey(name), one])));

test("golden facts are read from a row as they were written there", () => {
  fc.assert(
    fc.property(facts, (written) => {
      const { golden, basis } = goldenToRow(written, (index) => index);

      const read = goldenFromRow(JSON.parse(golden), JSON.parse(basis), "active");

      expect(read.facts).toEqual(written);
    }),
  );
});

test("the facts that stand on the commonest ground are not named again", () => {
  const ground = {
    basis: "authority",
    source: "crm",
    authority: "crm",
    record: null,
    since: logIndex(7),
    handover: null,
  } as const;
  const written = new Map<FactKey, GoldenFact>([
    [factKey("name"), { ...ground, value: "Ana" }],
    [factKey("city"), { ...ground, value: null, basis: "none", source: null }],
    [factKey("email"), { ...ground, value: "ana@example.org" }],
  ]);

  const { basis } = goldenToRow(written, (index) => index);

  expect(basis).toBe('[["a","crm",0,null,7,0,0],["n",null,"crm",null,7,0,["city"]]]');
});
