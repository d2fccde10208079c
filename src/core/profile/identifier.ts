import type { RawObject } from "../value/raw.ts";
import { type ColumnProfile, readCell } from "./column-profile.ts";
import { cellsOf, type FileProfile } from "./file-profile.ts";
import { hashText } from "./hash-text.ts";
import { meaningOf } from "./names.ts";
import { hashValue } from "./value-form.ts";
import { type KeptValue, ValueSketch } from "./value-sketch.ts";

/** One column, or several together, by which rows might be told apart. */
export interface Identifier {
  /** Places of its columns in the profile of the file. */
  readonly columns: readonly number[];
  /** Rows in which all of them are filled. */
  readonly filled: number;
  readonly distinct: number;
  readonly repeated: number;
  readonly kept: readonly KeptValue[];
  readonly bound: number;
}

/** A column as an identifier of one column. */
export function singleIdentifier(column: ColumnProfile, at: number): Identifier {
  const { filled, distinct, repeated, kept, bound } = column;
  return { columns: [at], filled, distinct, repeated, kept, bound };
}

/** The hash of several values in their order; `null` where one is blank. */
export function tupleHash(hashes: readonly number[]): number | null {
  if (hashes.some((hash) => hash < 0)) return null;
  const [only] = hashes;
  return hashes.length === 1 && only !== undefined ? only : hashText(hashes.join());
}

/** Measures how well combinations of columns tell rows apart, in a second reading of the file. */
export class TupleProfiler {
  readonly #file: FileProfile;
  readonly #tuples: readonly (readonly number[])[];
  readonly #sketches: readonly ValueSketch[];
  readonly #filled: number[];

  constructor(file: FileProfile, tuples: readonly (readonly number[])[], valuesKept: number) {
    this.#file = file;
    this.#tuples = tuples;
    this.#sketches = tuples.map(() => new ValueSketch(valuesKept));
    this.#filled = tuples.map(() => 0);
  }

  add(fields: RawObject): void {
    const hashes = rowHashes(this.#file, fields);
    for (const [i, tuple] of this.#tuples.entries()) {
      const hash = tupleHash(tuple.map((at) => hashes[at] ?? -1));
      if (hash === null) continue;
      this.#filled[i] = (this.#filled[i] ?? 0) + 1;
      this.#sketches[i]?.add(hash, "");
    }
  }

  finish(): readonly Identifier[] {
    return this.#sketches.map((sketch, i) => {
      const kept = sketch.values();
      const repeated = kept.filter(({ count }) => count > 1).length;
      return {
        columns: this.#tuples[i] ?? [],
        filled: this.#filled[i] ?? 0,
        distinct: sketch.distinct,
        repeated: kept.length === 0 ? 0 : repeated / kept.length,
        kept,
        bound: sketch.bound,
      };
    });
  }
}

const noHash = -1;

/** The hash of each cell of a row, in the order of the profile's columns; -1 where it is blank. */
export function rowHashes(file: FileProfile, fields: RawObject): Float64Array {
  const hashes = new Float64Array(file.columns.length).fill(noHash);
  const cells = cellsOf(fields);
  const byName = cells instanceof Map ? cells : new Map(cells);
  for (const [i, { name }] of file.columns.entries()) {
    const cell = readCell(byName.get(name) ?? null);
    if (cell !== null) hashes[i] = hashValue(cell.form, cell.text);
  }
  return hashes;
}

/** The key guessed for a file, and how sure that is. */
export interface GuessedKey {
  readonly columns: readonly number[];
  /** Whether no two rows seem to share it and every row has it. */
  readonly sound: boolean;
}

/** Columns by which a row can be named; measures, days and long texts are not. */
export function mayIdentify({ forms, filled, lengths, kept }: ColumnProfile): boolean {
  if (filled === 0 || lengths.max > keyCharsMax || kept.length === 0) return false;
  const never = [
    "decimal",
    "decimal-comma",
    "grouped",
    "date",
    "date-dotted",
    "date-slashed",
    "timestamp",
  ] as const;
  const measures = never.reduce((sum, form) => sum + (forms.get(form) ?? 0), 0);
  const others =
    (forms.get("timestamp-local") ?? 0) + (forms.get("boolean") ?? 0) + (forms.get("nested") ?? 0);
  return (measures + others) / filled < 0.5;
}

/** Characters beyond which a value is a text about something rather than its name. */
const keyCharsMax = 300;

const namesKeys = new Set([
  "id",
  "key",
  "code",
  "number",
  "uuid",
  "guid",
  "pk",
  "reference",
  "sku",
  "isbn",
  "iban",
]);

/** How much a column looks like the key of its file. */
function keyLikeness(column: ColumnProfile, at: number): number {
  const words = meaningOf(column.name);
  const last = words.at(-1) ?? "";
  return (
    (words.length === 1 && namesKeys.has(last) ? 4 : namesKeys.has(last) ? 3 : 0) +
    (at === 0 ? 2 : 0) +
    (column.lengths.max > 40 ? -4 : 0) +
    (words.includes("email") || words.includes("phone") || words.includes("name") ? -2 : 0) +
    ((column.forms.get("uuid") ?? 0) > 0 ? 1 : 0) -
    at / 1_000
  );
}

const titles = new Set(["title", "name", "description", "label", "firstname", "lastname"]);

/** Whether a column says what things are called, and not by what they are numbered: mostly several words, or by its own name. */
function isTitle({ name, kept, forms, filled }: ColumnProfile): boolean {
  const words = meaningOf(name);
  if (namesKeys.has(words.at(-1) ?? "")) return false;
  const worded = kept.filter(({ text }) => /\p{L}{2,} \p{L}{2,}/u.test(text)).length;
  return (
    titles.has(words.at(-1) ?? "") || ((forms.get("text") ?? 0) / filled > 0.5 && worded / kept.length > 0.5)
  );
}

/**
 * The key of a file: the likeliest column that every row has and no two rows share, else the smallest combination
 * that was measured, else the likeliest column that nearly does. `null` where nothing comes near.
 */
export function guessKey(file: FileProfile, tuples: readonly Identifier[]): GuessedKey | null {
  const ranked = file.columns
    .map((column, at) => ({ column, at, likeness: keyLikeness(column, at) }))
    .filter(({ column }) => mayIdentify(column))
    .sort((a, b) => b.likeness - a.likeness);
  const alone = ranked.filter(({ column }) => column.filled === file.rows && column.repeated === 0);
  const sound = alone.find(({ column }) => !isTitle(column));
  const nearly = ranked.find(
    ({ column, likeness }) => likeness >= 3 && column.filled >= file.rows * 0.9 && column.repeated <= 0.1,
  );
  if (sound !== undefined && (nearly === undefined || sound.likeness >= nearly.likeness - 2))
    return { columns: [sound.at], sound: true };
  if (nearly !== undefined) return { columns: [nearly.at], sound: false };
  if (sound !== undefined) return { columns: [sound.at], sound: true };
  const numbering = ({ columns }: Identifier) =>
    columns.filter((at) => file.columns.some((column, i) => i === at && keyLikeness(column, 1) >= 2)).length;
  const [together] = tuples
    .filter(({ filled, repeated }) => filled === file.rows && repeated === 0)
    .sort((a, b) => a.columns.length - b.columns.length || numbering(b) - numbering(a));
  const [title] = alone;
  // What things are called is their key only where nothing else numbers them, be it several columns together.
  if (title !== undefined && (together === undefined || numbering(together) === 0))
    return { columns: [title.at], sound: true };
  if (together !== undefined) return { columns: together.columns, sound: true };
  const best = ranked
    .filter(({ column }) => column.filled >= file.rows * 0.5)
    .sort((a, b) => b.column.distinct - a.column.distinct)[0];
  return best === undefined ? null : { columns: [best.at], sound: false };
}

/** Combinations of two and three columns worth measuring as a key, where no single column is one. */
export function keyTuples(file: FileProfile): readonly (readonly number[])[] {
  const key = guessKey(file, []);
  const named = key?.columns.some((at) => file.columns.some((column, i) => i === at && isTitle(column)));
  if (file.rows < 2 || (key?.sound === true && named !== true)) return [];
  const likely = file.columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => mayIdentify(column) && column.filled === file.rows && column.distinct > 1)
    .filter(({ column }) => !isTitle(column))
    .sort((a, b) => b.column.distinct - a.column.distinct)
    .slice(0, 5)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  return combinations(file, likely);
}

/** All pairs and triples of columns, each in the order of what its columns are called: alike in all files. */
function combinations(file: FileProfile, columns: readonly number[]): readonly (readonly number[])[] {
  const nameOf = (at: number) => meaningOf(file.columns[at]?.name ?? "").join(" ");
  const sorted = columns.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const pairs = sorted.flatMap((a, i) => sorted.slice(i + 1).map((b) => [a, b]));
  const triples = sorted.flatMap((a, i) =>
    sorted.slice(i + 1).flatMap((b, j) => sorted.slice(i + j + 2).map((c) => [a, b, c])),
  );
  return [...pairs, ...triples];
}

/** Columns that two files call alike and that might together tell what no single column of theirs does. */
export function likeNamedTuples(file: FileProfile, other: FileProfile): readonly (readonly number[])[] {
  const names = new Set(other.columns.filter(mayTakePart).map(({ name }) => meaningOf(name).join(" ")));
  const common = file.columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => mayTakePart(column) && names.has(meaningOf(column.name).join(" ")))
    .sort((a, b) => b.column.distinct - a.column.distinct)
    .slice(0, 5);
  return combinations(
    file,
    common.map(({ at }) => at),
  );
}

/** Days too may tell apart who has the same name. */
function mayTakePart(column: ColumnProfile): boolean {
  const days = ["date", "date-dotted", "date-slashed"] as const;
  const dated = days.reduce((sum, form) => sum + (column.forms.get(form) ?? 0), 0);
  return column.distinct > 1 && (mayIdentify(column) || dated / column.filled > 0.5);
}
