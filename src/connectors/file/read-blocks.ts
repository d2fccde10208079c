import type { RawRow, RefusedRow } from "../../core/value/raw.ts";
import { type RefusalCode, refuse } from "../../errors.ts";
import { batchBytesMax, quarantineBytesMax, readBytesMax, rowBytesMax } from "../../limits.ts";
import type { RowBatch } from "../connector.ts";

/** Cuts whole records out of the bytes it is shown. */
export interface BlockReader {
  /** The columns of the header, once it was read. */
  readonly columns: readonly string[] | null;
  /**
   * Takes the whole records at the start of the block and returns the number of bytes taken; what is left is shown
   * again with more behind it. With `last` nothing follows, so all is to be taken.
   */
  read(block: Buffer, last: boolean, sink: RowSink): number;
}

/** Why one row is not read. */
export interface RowFault {
  readonly code: RefusalCode;
  readonly message: string;
}

export function fault(code: RefusalCode, message: string): RowFault {
  return { code, message };
}

export function tooLarge(bytes: Uint8Array): RowFault {
  return fault("row-too-large", `${bytes.length} bytes; a row has at most ${rowBytesMax}.`);
}

/** Gathers rows until they make a batch. */
export class RowSink {
  #rows: RawRow[] = [];
  #refused: RefusedRow[] = [];
  #bytes = 0;

  get count(): number {
    return this.#rows.length + this.#refused.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  row(row: RawRow, bytes: number): void {
    this.#rows.push(row);
    this.#bytes += bytes;
  }

  refuse(line: number, bytes: Uint8Array, { code, message }: RowFault): void {
    this.#refused.push({ line, bytes, code, message });
    this.#bytes += bytes.length;
  }

  take(columns: readonly string[] | null, bytesRead: number): RowBatch {
    const batch = { columns, rows: this.#rows, refused: this.#refused, bytesRead };
    this.#rows = [];
    this.#refused = [];
    this.#bytes = 0;
    return batch;
  }
}

/**
 * Shows a stream to a reader block by block and hands on what it finds in batches. A record that does not fit is shown
 * again once its bytes have doubled, so that a record of n bytes is scanned in O(n) however small the chunks are.
 */
export async function* readBlocks(
  input: AsyncIterable<Uint8Array>,
  reader: BlockReader,
  batchRows: number,
): AsyncGenerator<RowBatch> {
  const sink = new RowSink();
  let parts: Uint8Array[] = [];
  let size = 0;
  let wanted = 1;
  let bytesRead = 0;
  let batches = 0;
  for await (const chunk of input) {
    for (let from = 0; from < chunk.length; from += readBytesMax) {
      const piece = chunk.subarray(from, from + readBytesMax);
      parts.push(piece);
      size += piece.length;
      bytesRead += piece.length;
      if (size < wanted) continue;
      const block = joined(parts, size);
      const rest = block.subarray(reader.read(block, false, sink));
      if (rest.length > quarantineBytesMax) refuseEndless(rest.length);
      parts = [rest];
      size = rest.length;
      wanted = Math.min(2 * size + 1, quarantineBytesMax + 1);
      if (sink.count >= batchRows || sink.bytes >= batchBytesMax) {
        batches += 1;
        yield sink.take(reader.columns, bytesRead);
      }
    }
  }
  reader.read(joined(parts, size), true, sink);
  if (sink.count > 0 || batches === 0) yield sink.take(reader.columns, bytesRead);
}

function joined(parts: readonly Uint8Array[], size: number): Buffer {
  const [first] = parts;
  if (first !== undefined && first.length === size) {
    return Buffer.from(first.buffer, first.byteOffset, first.length);
  }
  return Buffer.concat(parts, size);
}

function refuseEndless(bytes: number): never {
  refuse(
    "file-row-too-large",
    `A row has more than ${bytes} bytes without an end; at most ${quarantineBytesMax} are kept.`,
    {
      hint: "Check the line ends and the quoting of the file. What stands before this row was read.",
    },
  );
}
