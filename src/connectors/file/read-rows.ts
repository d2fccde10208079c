import type { ReadRowsOptions, RowBatch } from "../connector.ts";
import { CsvReader } from "./csv-rows.ts";
import { JsonArrayReader, JsonLinesReader } from "./json-rows.ts";
import { readParquetStream } from "./parquet-rows.ts";
import { readBlocks } from "./read-blocks.ts";

/** Reads rows from a stream of bytes in bounded memory; see `ReadRows`. */
export function readRows(
  input: AsyncIterable<Uint8Array>,
  options: ReadRowsOptions,
): AsyncIterable<RowBatch> {
  switch (options.format) {
    case "csv":
      return readBlocks(input, new CsvReader(options.delimiter), options.batchRows);
    case "jsonl":
      return readBlocks(input, new JsonLinesReader(), options.batchRows);
    case "json":
      return readBlocks(input, new JsonArrayReader(), options.batchRows);
    case "parquet":
      return readParquetStream(input, options);
    default:
      return options.format satisfies never;
  }
}
