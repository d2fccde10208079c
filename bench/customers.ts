import { generate } from "../samples/customer/generate.ts";
import { type Exported, sampleDefaults } from "../samples/shared/exports.ts";
import { readSampleModel } from "../src/config/sample-models.ts";
import type { RowFormat } from "../src/connectors/connector.ts";
import { readRows } from "../src/connectors/file/read-rows.ts";
import { type FirstLoad, rowsPerBatch, type SourceRows } from "./first-load.ts";

/** Of each system, rows for each hundred customers, a little less than there are: so that all rounds of a load are of one size. */
const rowsPerHundred: Readonly<Record<string, number>> = { crm: 100, erp: 80, desk: 80, payments: 40 };
/** Rows of all systems for each thousand customers. */
export const rowsPerThousand = 3_000;

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
    sources: Object.entries(rowsPerHundred).map(([source, rows]) =>
      rowsOf(source, samples, rows * thousands * 10),
    ),
  };
}

/** The beginning of the first exports of a source in all samples, as if they were one file: no value has a line end in it. */
function rowsOf(name: string, samples: readonly Exported[], records: number): SourceRows {
  const firsts = samples.map(({ exports, texts }) => {
    const file = exports.find(({ source }) => source === name)?.file ?? "";
    return { file, lines: (texts.get(file) ?? "").split("\n").filter((line) => line !== "") };
  });
  const format: RowFormat = firsts[0]?.file.endsWith(".jsonl") ? "jsonl" : "csv";
  const header = format === "csv" ? (firsts[0]?.lines.slice(0, 1) ?? []) : [];
  const lines = firsts.flatMap((first) => first.lines.slice(header.length));
  if (lines.length < records) throw new Error(`The sample has only ${lines.length} rows of ${name}.`);
  const options = { format, delimiter: null, batchRows: rowsPerBatch, spoolFolder: "" };
  return {
    name,
    format,
    records,
    batches({ from, to }) {
      const text = header.concat(lines.slice(from, to), "").join("\n");
      return Array.fromAsync(readRows(once(Buffer.from(text)), options));
    },
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
