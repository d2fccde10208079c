import { type FileHandle, open } from "node:fs/promises";
import {
  type AsyncBuffer,
  type FileMetaData,
  type ParquetScan,
  parquetMetadataAsync,
  parquetScan,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Raw, RawRow } from "../../core/value/raw.ts";
import { InvariantBroken, Refused, refuse } from "../../errors.ts";
import { parquetChunkBytesMax, parquetSliceBytes } from "../../limits.ts";
import type { ReadRowsOptions, RowBatch } from "../connector.ts";
import { writeJson } from "./json-raw.ts";
import { columnsOf, type ParquetColumn, withoutMeaning } from "./parquet-schema.ts";
import { type RowFault, RowSink } from "./read-blocks.ts";
import { refuseBroken } from "./refuse-broken.ts";
import { spool } from "./spool.ts";

/** Reads Parquet from a stream: it is set aside on disk first, as a Parquet file is read from its end. */
export async function* readParquetStream(
  input: AsyncIterable<Uint8Array>,
  options: ReadRowsOptions,
): AsyncGenerator<RowBatch> {
  const file = await spool(input, options.spoolFolder);
  try {
    yield* readParquet(file, options.batchRows);
  } finally {
    await file.close();
  }
}

/** Reads a Parquet file in place. */
export async function* readParquetFile(path: string, batchRows: number): AsyncGenerator<RowBatch> {
  const file = await open(path, "r");
  try {
    yield* readParquet(file, batchRows);
  } finally {
    await file.close();
  }
}

/** Row group by row group, and these in slices, so that no more than a slice is held unpacked. */
async function* readParquet(file: FileHandle, batchRows: number): AsyncGenerator<RowBatch> {
  const { size } = await file.stat();
  if (size === 0) refuse("file-empty", "The file is empty: not a byte stands in it.");
  const buffer = bufferOf(file, size);
  const metadata = await orBroken(() => parquetMetadataAsync(buffer, { geoparquet: false }));
  await orBroken(async () => checkGroups(metadata, size));
  const columns = await orBroken(async () => columnsOf(metadata));
  const names = columns.map(({ name }) => name);
  const scan = await orBroken(() =>
    parquetScan({
      file: buffer,
      metadata: withoutMeaning(metadata),
      compressors,
      utf8: false,
      geoparquet: false,
      parsers: { timestampFromNanoseconds: (nanos) => nanos },
    }),
  );
  const sink = new RowSink();
  let batches = 0;
  for (const slice of slicesOf(metadata)) {
    const stored = await readSlice(scan, names, slice);
    for (let i = 0; i < slice.rowEnd - slice.rowStart; i++) {
      readRow(columns, stored, i, slice.rowStart + i + 1, sink);
      if (sink.count < batchRows) continue;
      batches += 1;
      yield sink.take(names, slice.bytesRead);
    }
  }
  if (sink.count > 0 || batches === 0) yield sink.take(names, size);
}

interface Slice {
  readonly rowStart: number;
  readonly rowEnd: number;
  /** Bytes of the file behind which this slice stands, for progress. */
  readonly bytesRead: number;
}

function* slicesOf(metadata: FileMetaData): Generator<Slice> {
  let start = 0;
  let bytes = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const unpacked = sum(group.columns.map((column) => column.meta_data?.total_uncompressed_size));
    const packed = sum(group.columns.map((column) => column.meta_data?.total_compressed_size));
    const step = Math.max(1_000, Math.ceil(rows / Math.ceil(Math.max(unpacked, 1) / parquetSliceBytes)));
    for (let at = 0; at < rows; at += step) {
      const end = Math.min(at + step, rows);
      yield {
        rowStart: start + at,
        rowEnd: start + end,
        bytesRead: bytes + Math.round((packed * end) / rows),
      };
    }
    start += rows;
    bytes += packed;
  }
}

async function readSlice(
  scan: ParquetScan,
  names: readonly string[],
  slice: Slice,
): Promise<ArrayLike<unknown>[]> {
  const { rowStart, rowEnd } = slice;
  const stored: ArrayLike<unknown>[] = [];
  for (const column of names) {
    const values: ArrayLike<unknown> = await orBroken(() => scan.readColumn({ column, rowStart, rowEnd }));
    // A page cut short is passed over by hyparquet; its rows would be taken for empty ones.
    if (values.length !== rowEnd - rowStart)
      refuseBroken(`the column ${JSON.stringify(column)} is cut short`);
    stored.push(values);
  }
  return stored;
}

function readRow(
  columns: readonly ParquetColumn[],
  stored: readonly ArrayLike<unknown>[],
  index: number,
  line: number,
  sink: RowSink,
): void {
  const fields = new Map<string, Raw>();
  const faults: RowFault[] = [];
  for (let i = 0; i < columns.length; i++) {
    const { name, convert, flat } = columns[i] as ParquetColumn;
    const value = stored[i]?.[index];
    if (value === undefined && flat) refuseBroken(`the column ${JSON.stringify(name)} lacks values`);
    fields.set(name, convert(value, faults));
  }
  const row = new ParquetRow(line, fields);
  const [first] = faults;
  if (first === undefined) sink.row(row, 0);
  else sink.refuse(line, row.bytes, first);
}

/** A row whose bytes are made when someone asks, as most rows are never quarantined. */
class ParquetRow implements RawRow {
  readonly line: number;
  readonly fields: ReadonlyMap<string, Raw>;
  constructor(line: number, fields: ReadonlyMap<string, Raw>) {
    this.line = line;
    this.fields = fields;
  }
  get bytes(): Uint8Array {
    return Buffer.from(writeJson(this.fields));
  }
}

/** The sizes that the file states of itself, before any of them is believed. */
function checkGroups(metadata: FileMetaData, size: number): void {
  let rows = 0n;
  for (const group of metadata.row_groups) {
    if (group.num_rows < 0n) refuseBroken("a row group has a negative number of rows");
    rows += group.num_rows;
    for (const { meta_data: column } of group.columns) {
      if (column === undefined) refuseBroken("a column has no description");
      const packed = Number(column.total_compressed_size);
      if (packed < 0 || packed > size) refuseBroken("a column is larger than the file");
      if (packed > parquetChunkBytesMax) {
        refuse(
          "file-too-large",
          `A column of a row group has ${packed} bytes; at most ${parquetChunkBytesMax} are read.`,
          {
            hint: "Write the file with smaller row groups.",
          },
        );
      }
    }
  }
  if (rows !== metadata.num_rows) refuseBroken("its row groups do not add up to its rows");
}

function bufferOf(file: FileHandle, size: number): AsyncBuffer {
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) refuseBroken("it became shorter while it was read");
        at += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

/** What hyparquet throws over a damaged file is of any class; errors of the disk, and our own, pass. */
async function orBroken<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    const ours = error instanceof Refused || error instanceof InvariantBroken;
    if (!(error instanceof Error) || ours || "syscall" in error) throw error;
    throw new Refused(
      { code: "file-broken", message: `The Parquet file cannot be read: ${error.message}.` },
      { cause: error },
    );
  }
}

function sum(sizes: readonly (bigint | undefined)[]): number {
  return sizes.reduce((total: number, size) => total + Number(size ?? 0n), 0);
}
