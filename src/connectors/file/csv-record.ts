import { rowBytesMax } from "../../limits.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;

/** Where one record of a CSV ends, and what stands in it. Reused for every record, as there are millions. */
export interface RecordEnd {
  /** `partial`: the block ends within it. `broken`: its quoting is broken; the end is that of its first line. */
  kind: "whole" | "partial" | "broken";
  /** Behind its last byte, and behind its line end. */
  end: number;
  next: number;
  /** Line ends within it (in quoted fields) and the one after it. */
  lines: number;
  quoted: boolean;
  nul: boolean;
  ascii: boolean;
}

/** Finds the end of records, as RFC 4180 quotes them: a quote only at the start of a field, doubled within. */
export class RecordScanner {
  readonly found: RecordEnd = {
    kind: "whole",
    end: 0,
    next: 0,
    lines: 1,
    quoted: false,
    nul: false,
    ascii: true,
  };
  readonly #delimiter: Buffer;

  constructor(delimiter: string) {
    this.#delimiter = Buffer.from(delimiter);
  }

  /** Scans the record at `start` and leaves what it found in `found`. Line ends are LF, CRLF and CR, mixed or not. */
  scan(block: Buffer, start: number, last: boolean): RecordEnd["kind"] {
    const { found } = this;
    found.quoted = false;
    found.nul = false;
    found.ascii = true;
    found.lines = 1;
    for (let i = start; i < block.length; i++) {
      const byte = block[i] as number;
      if (byte > 127) found.ascii = false;
      else if (byte === QUOTE) return this.#scanQuoted(block, start, last);
      else if (byte === LF || byte === CR) return this.#endAt(block, i, last);
      else if (byte === 0) found.nul = true;
    }
    return this.#endAt(block, block.length, last);
  }

  /** The record ends at `at`, which is a line end or the end of the block. */
  #endAt(block: Buffer, at: number, last: boolean): RecordEnd["kind"] {
    const { found } = this;
    found.end = at;
    found.next = at >= block.length ? at : at + 1;
    if (block[at] === CR && block[at + 1] === LF) found.next = at + 2;
    // A CR at the very end may have its LF in the next chunk.
    const cut = at >= block.length || (block[at] === CR && at + 1 === block.length);
    found.kind = cut && !last ? "partial" : "whole";
    return found.kind;
  }

  #scanQuoted(block: Buffer, start: number, last: boolean): RecordEnd["kind"] {
    const { found } = this;
    found.quoted = true;
    let at = start;
    for (;;) {
      const end = block[at] === QUOTE ? endOfQuoted(block, at, last) : this.#endOfPlain(block, at);
      if (end === broken) return this.#breakOff(block, start, last);
      if (end === partial) return this.#cutOff(block, start, last);
      if (end >= block.length || block[end] === LF || block[end] === CR) {
        this.#endAt(block, end, last);
        break;
      }
      if (!this.#delimiterAt(block, end)) {
        const cut = !last && end + this.#delimiter.length > block.length;
        return cut ? this.#cutOff(block, start, last) : this.#breakOff(block, start, last);
      }
      at = end + this.#delimiter.length;
    }
    const record = block.subarray(start, found.end);
    found.nul = record.includes(0);
    found.ascii = false;
    found.lines = 1 + lineEnds(record);
    if (found.lines > 1 && record.length > rowBytesMax) return this.#breakOff(block, start, last);
    return found.kind;
  }

  /** The end of an unquoted field: a delimiter, a line end or the end of the block. A quote within it is astray. */
  #endOfPlain(block: Buffer, start: number): number {
    const first = this.#delimiter[0];
    for (let i = start; i < block.length; i++) {
      const byte = block[i];
      if (byte === first && this.#delimiterAt(block, i)) return i;
      if (byte === LF || byte === CR) return i;
      if (byte === QUOTE) return broken;
    }
    return block.length;
  }

  #delimiterAt(block: Buffer, at: number): boolean {
    const delimiter = this.#delimiter;
    for (let i = 0; i < delimiter.length; i++) if (block[at + i] !== delimiter[i]) return false;
    return true;
  }

  /**
   * A quoted field is still open at the end of the block. It may just be long; but when it has passed a line end and
   * the bound of a row, its quote is held to be astray, lest one character swallow the rest of the file. (A record that
   * is closed later than that is judged alike, so that the size of the chunks does not matter.)
   */
  #cutOff(block: Buffer, start: number, last: boolean): RecordEnd["kind"] {
    const line = lineEnd(block, start);
    if (line < block.length && block.length - start > rowBytesMax) return this.#breakOff(block, start, last);
    this.found.kind = "partial";
    return "partial";
  }

  /** Only the first line of a broken record is refused; reading goes on behind it. */
  #breakOff(block: Buffer, start: number, last: boolean): RecordEnd["kind"] {
    const { found } = this;
    found.lines = 1;
    if (this.#endAt(block, lineEnd(block, start), last) === "whole") found.kind = "broken";
    return found.kind;
  }
}

const partial = -1;
const broken = -2;

/** Behind the closing quote of the quoted field at `start`. */
function endOfQuoted(block: Buffer, start: number, last: boolean): number {
  let at = start + 1;
  for (;;) {
    at = block.indexOf(QUOTE, at);
    if (at < 0) return last ? broken : partial;
    if (at + 1 >= block.length && !last) return partial;
    if (block[at + 1] !== QUOTE) return at + 1;
    at += 2;
  }
}

function lineEnd(block: Buffer, start: number): number {
  for (let i = start; i < block.length; i++) if (block[i] === LF || block[i] === CR) return i;
  return block.length;
}

function lineEnds(record: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < record.length; i++) {
    if (record[i] === LF || (record[i] === CR && record[i + 1] !== LF)) count += 1;
  }
  return count;
}

/** The fields of one whole record's text, unquoted. */
export function fieldsOf(text: string, delimiter: string, quoted: boolean): string[] {
  if (!quoted) return text.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let end: number;
    if (text.charCodeAt(at) === QUOTE) {
      end = text.indexOf('"', at + 1);
      while (text.charCodeAt(end + 1) === QUOTE) end = text.indexOf('"', end + 2);
      fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
      end += 1;
    } else {
      end = text.indexOf(delimiter, at);
      if (end < 0) end = text.length;
      fields.push(text.slice(at, end));
    }
    if (end >= text.length) return fields;
    at = end + delimiter.length;
  }
}
