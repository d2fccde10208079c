import { columnsMax } from "../../limits.ts";
import { type Raw, RawNumber, type RawObject } from "../value/raw.ts";
import { type ColumnProfile, ColumnProfiler } from "./column-profile.ts";

/** What is known of one file once all of its rows were seen. */
export interface FileProfile {
  readonly rows: number;
  /** Rows that could not be read. */
  readonly refused: number;
  /** In the order of the header, or of their first appearance; objects within JSON as `address.city`. */
  readonly columns: readonly ColumnProfile[];
  /** Whether there are more columns than are profiled. */
  readonly cut: boolean;
}

/** Objects within objects are looked into so deep; what lies deeper is one value. */
const depthMax = 4;

/**
 * Profiles a file row by row in bounded memory. Neither the order of the rows matters nor into how many parts they
 * were divided: profiles of parts merge into the profile of the whole.
 */
export class FileProfiler {
  readonly #valuesKept: number;
  readonly #columns = new Map<string, ColumnProfiler>();
  #rows = 0;
  #refused = 0;
  #cut = false;

  /** `valuesKept`: distinct values kept of each column; the error of a distinct count is about 1/√ of it. */
  constructor(valuesKept: number) {
    this.#valuesKept = valuesKept;
  }

  /** Makes the columns known that a header names, so that those that are always empty are told too. */
  header(names: readonly string[]): void {
    for (const name of names) this.#column(name);
  }

  add(fields: RawObject): void {
    this.#rows++;
    for (const [name, raw] of cellsOf(fields)) this.#column(name)?.add(raw);
  }

  refuse(rows: number): void {
    this.#refused += rows;
  }

  merge(other: FileProfiler): void {
    this.#rows += other.#rows;
    this.#refused += other.#refused;
    this.#cut ||= other.#cut;
    for (const [name, column] of other.#columns) this.#column(name)?.merge(column);
  }

  finish(): FileProfile {
    return {
      rows: this.#rows,
      refused: this.#refused,
      columns: [...this.#columns.values()].map((column) => column.finish()),
      cut: this.#cut,
    };
  }

  #column(name: string): ColumnProfiler | null {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    // A model cannot name such a column, and CSV does not have one.
    if (name === "" || name.includes("\0") || !name.isWellFormed()) return null;
    if (this.#columns.size >= columnsMax) {
      this.#cut = true;
      return null;
    }
    const made = new ColumnProfiler(name, this.#valuesKept);
    this.#columns.set(name, made);
    return made;
  }
}

/** The cells of a row by column; those of objects within it by their path, as the model's `from` names them. */
export function cellsOf(fields: RawObject): Iterable<readonly [string, Raw]> {
  for (const raw of fields.values()) if (isObject(raw)) return flattened(fields, "", 0);
  return fields;
}

function* flattened(fields: RawObject, prefix: string, depth: number): Generator<readonly [string, Raw]> {
  for (const [name, raw] of fields) {
    const path = prefix + name;
    if (isObject(raw) && depth < depthMax) yield* flattened(raw, `${path}.`, depth + 1);
    else yield [path, raw];
  }
}

function isObject(raw: Raw): raw is RawObject {
  return typeof raw === "object" && raw !== null && !(raw instanceof RawNumber) && !Array.isArray(raw);
}
