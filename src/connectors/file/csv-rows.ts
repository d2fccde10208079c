import { isUtf8 } from "node:buffer";
import type { Raw } from "../../core/value/raw.ts";
import { invariant, refuse } from "../../errors.ts";
import { columnsMax, fieldBytesMax, headBytesMax, rowBytesMax } from "../../limits.ts";
import { fieldsOf, type RecordEnd, RecordScanner } from "./csv-record.ts";
import { delimiterOf } from "./detect-format.ts";
import { type BlockReader, fault, type RowFault, type RowSink, tooLarge } from "./read-blocks.ts";

/**
 * Reads CSV: a header and records. An empty field is `null`, quoted or not; a blank line is passed over; a column
 * without a name is not read. Rejected: csv-parse, which joins a stray quote with all lines behind it and gives no
 * bytes of a record; it is the oracle in the tests.
 */
export class CsvReader implements BlockReader {
  /** Every column of the header, the nameless too. */
  columns: readonly string[] | null = null;
  #delimiter: string | null;
  #scanner: RecordScanner | null = null;
  #line = 1;
  #started = false;

  constructor(delimiter: string | null) {
    if (delimiter !== null && (delimiter === "" || /["\r\n\0]/.test(delimiter))) {
      refuse("file-format-unclear", "A delimiter is one or more characters, without quote, line end or NUL.");
    }
    this.#delimiter = delimiter;
  }

  read(block: Buffer, last: boolean, sink: RowSink): number {
    let at = 0;
    if (!this.#started) {
      if (!last && block.length < (this.#delimiter === null ? headBytesMax : 3)) return 0;
      at = textStart(block);
      this.#delimiter ??= delimiterOf(block.subarray(at, at + headBytesMax));
      this.#started = true;
    }
    invariant(this.#delimiter !== null, "a delimiter is known before the first record is read");
    this.#scanner ??= new RecordScanner(this.#delimiter);
    const { found } = this.#scanner;
    while (at < block.length) {
      this.#scanner.scan(block, at, last);
      if (found.kind === "partial") return at;
      if (found.end > at) {
        if (this.columns === null) this.#readHeader(block.subarray(at, found.end), this.#scanner);
        else this.#readRow(block.subarray(at, found.end), this.#scanner, sink);
      }
      this.#line += found.lines;
      at = found.next;
    }
    if (last && this.columns === null) {
      refuse("file-empty", "The file is empty: not even a header stands in it.");
    }
    return at;
  }

  #readHeader(bytes: Buffer, { found }: RecordScanner): void {
    const at = `the header (line ${this.#line})`;
    if (found.kind === "broken") refuse("file-header-broken", `The quoting of ${at} is broken.`);
    if (!isUtf8(bytes)) refuse("file-not-utf8", `${capital(at)} is not UTF-8.`);
    if (found.nul) refuse("file-header-broken", `${capital(at)} holds a NUL character.`);
    if (bytes.length > rowBytesMax) refuse("file-header-broken", `${capital(at)} has ${bytes.length} bytes.`);
    const header = fieldsOf(bytes.toString("utf8"), this.#delimiter ?? "", found.quoted);
    if (header.length > columnsMax) {
      refuse(
        "file-columns-too-many",
        `${capital(at)} has ${header.length} columns; at most ${columnsMax} are read.`,
      );
    }
    const seen = new Set<string>();
    for (const name of header) {
      if (name === "") continue;
      if (seen.has(name))
        refuse("file-column-twice", `The column ${JSON.stringify(name)} stands twice in ${at}.`);
      seen.add(name);
    }
    if (seen.size === 0) refuse("file-header-broken", `${capital(at)} names no column.`);
    this.columns = header;
  }

  #readRow(bytes: Buffer, { found }: RecordScanner, sink: RowSink): void {
    const fields = this.#fieldsOf(bytes, found);
    if (fields instanceof Map) sink.row({ line: this.#line, fields, bytes }, bytes.length);
    else sink.refuse(this.#line, bytes, fields);
  }

  #fieldsOf(bytes: Buffer, found: RecordEnd): Map<string, Raw> | RowFault {
    if (found.kind === "broken") {
      return fault("row-quote-broken", "A quote stands where none may, or is never closed.");
    }
    if (bytes.length > rowBytesMax) return tooLarge(bytes);
    if (found.nul) return fault("row-has-nul", "A NUL character stands in it.");
    if (!found.ascii && !isUtf8(bytes)) return fault("row-not-utf8", "Bytes that are not UTF-8.");

    const text = bytes.toString(found.ascii ? "latin1" : "utf8");
    const values = fieldsOf(text, this.#delimiter ?? "", found.quoted);
    const header = this.columns ?? [];
    if (values.length !== header.length) {
      const code = values.length < header.length ? "row-columns-missing" : "row-columns-extra";
      return fault(code, `${values.length} columns, the header has ${header.length}.`);
    }
    const fields = new Map<string, Raw>();
    for (let i = 0; i < header.length; i++) {
      const name = header[i] as string;
      const value = values[i] as string;
      if (name !== "") fields.set(name, value === "" ? null : value);
      if (value.length * 3 > fieldBytesMax && Buffer.byteLength(value) > fieldBytesMax) {
        return fault("row-field-too-large", `Column ${i + 1} has more than ${fieldBytesMax} bytes.`);
      }
    }
    return fields;
  }
}

/** Behind the byte order mark. UTF-16 is refused by its own mark. */
export function textStart(block: Buffer): number {
  if (block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) return 3;
  if ((block[0] === 0xff && block[1] === 0xfe) || (block[0] === 0xfe && block[1] === 0xff)) {
    refuse("file-not-utf8", "The file is UTF-16.", { hint: "Save it as UTF-8." });
  }
  return 0;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
