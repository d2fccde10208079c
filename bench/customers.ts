import { generate } from "../samples/customer/generate.ts";
import { type Exported, sampleDefaults } from "../samples/shared/exports.ts";
import { readSampleModel } from "../src/config/sample-models.ts";
import type { RowFormat } from "../src/connectors/connector.ts";
import { readRows } from "../src/connectors/file/read-rows.ts";
import { type FirstLoad, rowsPerBatch, type SourceRows } from "./first-load.ts";

/**
 * The company of the sample `customer`, as large as is asked for: with all that the sample plants in each thousand of its
 * customers. What its four systems export before the story is loaded first, read from memory by the product's own readers.
 */
export async function customersFirst(thousands: number): Promise<FirstLoad> {
  const samples = Array.from({ length: thousands }, (_, at) =>
    generate({ ...sampleDefaults, seed: sampleDefaults.seed + at, serialsBefore: at * 1_000 }),
  );
  const files = await readSampleModel("customer");
  return {
    model: files.filter(({ path }) => !path.startsWith("tests/")),
    sources: ["crm", "erp", "desk", "payments"].map((source) => rowsOf(source, samples)),
  };
}

/** The first export of a source in each sample, as if it were one file: no value of theirs has a line end in it. */
function rowsOf(name: string, samples: readonly Exported[]): SourceRows {
  const firsts = samples.map(({ exports, texts }) => {
    const file = exports.find(({ source }) => source === name)?.file ?? "";
    return { file, lines: (texts.get(file) ?? "").split("\n").filter((line) => line !== "") };
  });
  const format: RowFormat = firsts[0]?.file.endsWith(".jsonl") ? "jsonl" : "csv";
  const header = format === "csv" ? (firsts[0]?.lines.slice(0, 1) ?? []) : [];
  const lines = firsts.flatMap((first) => first.lines.slice(header.length));
  const options = { format, delimiter: null, batchRows: rowsPerBatch, spoolFolder: "" };
  return {
    name,
    format,
    records: lines.length,
    batches({ from, to }) {
      const text = header.concat(lines.slice(from, to), "").join("\n");
      return Array.fromAsync(readRows(once(Buffer.from(text)), options));
    },
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
