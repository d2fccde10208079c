/**
 * How fast rows are read through their mapping, on one core: eight attributes of seven types, two of them changed by
 * standardising. The baseline is one SHA-256 of the same row as JSON text, which no digest can do without.
 *
 * Run it with `node bench/observe.ts`; it prints one JSON object a line.
 */

import { hash } from "node:crypto";
import { compileMapping } from "../src/core/mapping/mapping.ts";
import type { Raw } from "../src/core/value/raw.ts";
import { modelOf } from "../test/helpers/model-of.ts";

const model = modelOf({
  "model.yaml": `
systems: { crm: { kind: record } }
codes: { stage: { draft: { title: Draft, crm: "D" }, live: { title: Live, crm: "L" } } }
entity: campaign
sources:
  - name: crm
    system: crm
    key: id
    fields: { code: code, name: name, stage: { from: status, codes: stage }, owner: owner, budget: budget,
              starts: starts, seen: seen, pieces: pieces }
attributes:
  code: { type: text, standardise: [trim, upper], authority: crm }
  name: { type: text, standardise: [trim, collapse-spaces], authority: crm }
  stage: { type: code, codes: stage, authority: crm }
  owner: { type: email, personal: user.contact.email, authority: crm }
  budget: { type: money, currency: EUR, authority: crm }
  starts: { type: date, authority: crm }
  seen: { type: timestamp, authority: crm }
  pieces: { type: integer, authority: crm }
`,
});
const [source] = model.sources.values();
if (source === undefined) throw new Error("the model of the benchmark has no source");
const mapping = compileMapping(model, source);

const rows = Array.from({ length: 20_000 }, (_, at) => ({
  fields: new Map<string, Raw>([
    ["id", String(at)],
    ["code", `spring-${at} `],
    ["name", `Spring launch of the ${at}th campaign`],
    ["status", at % 3 === 0 ? "D" : "L"],
    ["owner", `ana.${at}@example.org`],
    ["budget", `${at}.50`],
    ["starts", "2026-11-30"],
    ["seen", "2026-11-30T10:00:00.123456+02:00"],
    ["pieces", String(at * 7)],
  ]),
}));
const texts = rows.map(({ fields }) => JSON.stringify([...fields]));

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const microseconds = (work: () => void): number => {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1_000 / rows.length;
};

const observed: number[] = [];
const hashed: number[] = [];
for (let round = 0; round < 9; round++) {
  observed.push(
    microseconds(() => {
      for (const row of rows) mapping.observe(row);
    }),
  );
  hashed.push(
    microseconds(() => {
      for (const text of texts) hash("sha256", text, "base64url");
    }),
  );
}
const value = median(observed);
const baseline = median(hashed);
console.log(JSON.stringify({ name: "observe", value, unit: "µs/record", baseline, ratio: value / baseline }));
