/**
 * A value as a source sent it, before it is read as a type. Numbers stay text, so that none loses digits;
 * objects are maps, so that no key can be mistaken for a member of a prototype.
 */
export type Raw = string | boolean | null | RawNumber | readonly Raw[] | RawObject;

export type RawObject = ReadonlyMap<string, Raw>;

/** A JSON or Parquet number, in the digits in which it was sent. */
export class RawNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** One row of a file or one element of a request. */
export interface RawRow {
  /** Counted from 1 in what was sent: the line of a text file, the row of a Parquet file. */
  readonly line: number;
  readonly fields: RawObject;
  /** Exactly what came, for quarantine. For Parquet the row as JSON text. */
  readonly bytes: Uint8Array;
}

/** A row that could not even be read: broken quoting, invalid UTF-8, too large. */
export interface RefusedRow {
  readonly line: number;
  readonly bytes: Uint8Array;
  readonly code: string;
  readonly message: string;
}
