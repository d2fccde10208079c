import { invariant } from "../errors.ts";

/** A table and the columns of it that are given, in the order in which each row gives them. */
export interface CopyInto {
  readonly table: string;
  readonly columns: readonly string[];
}

/** The same, as text of a statement. */
interface Copied {
  readonly statement: string;
  readonly columns: number;
}

/** Makes the statement for a table once. Names are ours, never a user's. */
export function copyInto({ table, columns }: CopyInto): Copied {
  return {
    statement: `copy bailiwick.${table} (${columns.join(", ")}) from stdin (format binary)`,
    columns: columns.length,
  };
}

/** Bytes of one message past which the next row begins another, so that the server need not hold all rows at once. */
const messageBytes = 65_536;
const messageHeadBytes = 5;
const signature = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
/** Microseconds from 1970 to 2000, where the moments of PostgreSQL begin. */
const epochMicros = 946_684_800_000_000;

/**
 * New rows of one table in the binary form of COPY, as the messages of the protocol, ready to be sent in one go. A row that is
 * there already is an error, so this is for rows that the lock on the head of the log says are new.
 *
 * Rejected for new rows: `insert … select from unnest` with an array for each column, and `on conflict`. The server took
 * twice its time for it: arrays are taken apart into a table of their own first, each row is written to its page and to the
 * write-ahead log alone, and looked for in the index twice.
 */
export class CopyRows {
  readonly statement: string;
  readonly #columns: number;
  #bytes: Buffer;
  #at: number;
  #messageAt: number;
  #rows = 0;
  /** Columns of the row begun that are not given yet. */
  #left = 0;

  constructor(into: Copied, expected: { readonly rows: number; readonly bytesPerRow: number }) {
    this.statement = into.statement;
    this.#columns = into.columns;
    this.#bytes = Buffer.allocUnsafe(256 + expected.rows * (expected.bytesPerRow + 2 + 4 * into.columns));
    this.#messageAt = 0;
    this.#at = messageHeadBytes;
    this.#at += signature.copy(this.#bytes, this.#at);
  }

  get rows(): number {
    return this.#rows;
  }

  row(): void {
    invariant(this.#left === 0, "a row is whole before the next one begins");
    if (this.#at - this.#messageAt > messageBytes) this.#nextMessage();
    this.#room(2);
    this.#bytes.writeInt16BE(this.#columns, this.#at);
    this.#at += 2;
    this.#rows += 1;
    this.#left = this.#columns;
  }

  null(): void {
    this.#field(-1, 0);
  }

  bool(value: boolean): void {
    this.#field(1, 1);
    this.#bytes[this.#at++] = value ? 1 : 0;
  }

  int2(value: number): void {
    this.#field(2, 2);
    this.#at = this.#bytes.writeInt16BE(value, this.#at);
  }

  int4(value: number): void {
    this.#field(4, 4);
    this.#at = this.#bytes.writeInt32BE(value, this.#at);
  }

  /** A safe integer. */
  int8(value: number): void {
    this.#field(8, 8);
    this.#at = this.#bytes.writeInt32BE(Math.floor(value / 0x1_0000_0000), this.#at);
    this.#at = this.#bytes.writeUInt32BE(value >>> 0, this.#at);
  }

  bytes(value: Uint8Array): void {
    this.#field(value.length, value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }

  /** Text, and JSON as the text that it is. */
  text(value: string | null): void {
    if (value === null) this.null();
    else this.#text(value, 0);
  }

  /** The binary form of jsonb is a version byte and the text. */
  jsonb(value: string | null): void {
    if (value === null) this.null();
    else this.#text(value, 1);
  }

  /** An id in its 36 characters. */
  uuid(value: string | null): void {
    if (value === null) {
      this.null();
      return;
    }
    this.#field(16, 16);
    invariant(value.length === 36, "An id has 36 characters.");
    for (let from = 0; from < 36; from += 2) {
      if (value.charCodeAt(from) === hyphen) from += 1;
      this.#bytes[this.#at++] =
        ((nibbles[value.charCodeAt(from)] ?? 0) << 4) | (nibbles[value.charCodeAt(from + 1)] ?? 0);
    }
  }

  /** UTC with microseconds, as the entries of the log carry it. */
  moment(value: string): void {
    this.int8(Date.parse(`${value.slice(0, 23)}Z`) * 1000 + Number(value.slice(23, 26)) - epochMicros);
  }

  /** All messages behind the statement, to the end of the rows. Nothing can be added after. */
  take(): Buffer {
    invariant(this.#left === 0, "the last row is whole");
    this.#room(2 + messageHeadBytes);
    this.#bytes.writeInt16BE(-1, this.#at);
    this.#at += 2;
    this.#endMessage();
    this.#bytes[this.#at] = 0x63; // c: the end of the rows
    this.#bytes.writeInt32BE(4, this.#at + 1);
    return this.#bytes.subarray(0, this.#at + messageHeadBytes);
  }

  #text(value: string, version: 0 | 1): void {
    this.#left -= 1;
    // At most three bytes for each unit of UTF-16.
    this.#room(5 + 3 * value.length);
    const from = this.#at + 4;
    if (version === 1) this.#bytes[from] = 1;
    const written =
      version + (this.#ascii(value, from + version) ?? this.#bytes.write(value, from + version, "utf8"));
    this.#bytes.writeInt32BE(written, this.#at);
    this.#at = from + written;
  }

  /** Short texts, most of which are ASCII, are written faster here than by a call out of JavaScript. `null`: not so. */
  #ascii(value: string, from: number): number | null {
    const { length } = value;
    if (length > 32) return null;
    for (let at = 0; at < length; at++) {
      const code = value.charCodeAt(at);
      if (code > 0x7f) return null;
      this.#bytes[from + at] = code;
    }
    return length;
  }

  #field(length: number, room: number): void {
    this.#left -= 1;
    this.#room(4 + room);
    this.#at = this.#bytes.writeInt32BE(length, this.#at);
  }

  #nextMessage(): void {
    this.#endMessage();
    this.#messageAt = this.#at;
    this.#room(messageHeadBytes);
    this.#at += messageHeadBytes;
  }

  #endMessage(): void {
    this.#bytes[this.#messageAt] = 0x64; // d: rows
    this.#bytes.writeInt32BE(this.#at - this.#messageAt - 1, this.#messageAt + 1);
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#at + bytes));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

const hyphen = 0x2d;
const nibbles = new Uint8Array(128);
for (const [value, digit] of [..."0123456789abcdef"].entries()) nibbles[digit.charCodeAt(0)] = value;
