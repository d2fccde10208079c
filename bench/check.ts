import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ModelFile } from "../src/core/model/model.ts";
import { readModel } from "../src/core/model/read-model.ts";
import { type BenchOptions, type Measurement, median } from "./measurement.ts";

const types = 200;
const attributesEach = 25;

/**
 * A model of 200 entity types and 5,000 attributes, as a large organisation may have: the check alone, and the whole
 * command from its start to its end. There is no baseline.
 */
export async function* check({ quick }: BenchOptions): AsyncGenerator<Measurement> {
  const files = largeModel();
  const rounds = quick ? 3 : 7;
  const alone: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const { model, faults } = readModel(files);
    alone.push((performance.now() - started) / 1_000);
    if (model === null) throw new Error(`The model of the benchmark has ${faults.length} faults.`);
  }
  // The first is the one that a command pays for: nothing is compiled yet.
  yield {
    name: "check-model",
    value: alone[0] ?? Number.NaN,
    unit: "s",
    baseline: null,
    ratio: null,
    more: { again: median(alone) },
  };
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-check-"));
  try {
    for (const { path, text } of files) await writeFile(join(folder, path), text);
    const whole: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      await promisify(execFile)(process.execPath, [cli, "check", folder], { maxBuffer: 10_000_000 });
      whole.push((performance.now() - started) / 1_000);
    }
    yield { name: "check-command", value: median(whole), unit: "s", baseline: null, ratio: null };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const cli = join(import.meta.dirname, "../src/cli/main.ts");

/** 200 types, of which each has two sources, conditions, copies, a reference to the type before it, a copy of a fact of it, and rules. */
export function largeModel(): readonly ModelFile[] {
  const shared = `systems:\n  crm: { kind: record }\n  erp: { kind: record, writable: true }\ncodes:\n  stage: { draft: { crm: D }, live: { crm: L } }\npeople:\n  desk: { members: [ana@example.org] }\n`;
  return [
    { path: "systems.yaml", text: shared },
    ...Array.from({ length: types }, (_, nth) => ({ path: `type-${nth}.yaml`, text: typeText(nth) })),
  ];
}

function typeText(nth: number): string {
  const plain = Array.from({ length: attributesEach - 4 }, (_, at) => `fact_${at}`);
  const columns = plain.map((name) => `${name}: col_${name}`).join(", ");
  const attributes = plain.map((name, at) => {
    const authority = at % 3 === 0 ? `[{ system: erp, when: "stage == 'draft'" }, { system: crm }]` : "crm";
    return `  ${name}: { type: ${["text", "integer", "decimal", "date"][at % 4]}, authority: ${authority}, copies: [erp], on-divergence: overwrite }`;
  });
  return `entity: type_${nth}
match-on: [[code]]
sources:
  - { name: crm_${nth}, system: crm, table: public.t${nth}, key: id, fields: { code: code, stage: { from: s, codes: stage }, above: { from: above, as: crm_${nth === 0 ? 0 : nth - 1} }, ${columns} } }
  - { name: erp_${nth}, system: erp, table: public.t${nth}, key: id, fields: { code: code, ${columns} } }
attributes:
  code: { type: text, required: true, authority: crm }
  stage: { type: code, codes: stage, authority: crm }
  above: { type: ref, to: type_${nth === 0 ? 0 : nth - 1}, authority: crm }
  above_code: { copy-of: above.code }
${attributes.join("\n")}
rules:
  - { name: positive, check: "fact_1 > 0 && above.fact_1 >= fact_1", severity: error }
`;
}
