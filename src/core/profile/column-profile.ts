import type { Raw } from "../value/raw.ts";
import { rawText } from "../value/raw-text.ts";
import { type Form, formOf, forms, hashValue } from "./value-form.ts";
import { type KeptValue, ValueSketch } from "./value-sketch.ts";

/** What is known of one column once all of its rows were seen. Counts are exact, `distinct` where it says so. */
export interface ColumnProfile {
  readonly name: string;
  /** Rows that hold something; the rest are empty or do not have the column. */
  readonly filled: number;
  readonly distinct: number;
  readonly distinctExact: boolean;
  /** Share of the distinct values that stand in more than one row. */
  readonly repeated: number;
  /** How many values are written in each form; forms that do not occur are absent. */
  readonly forms: ReadonlyMap<Form, number>;
  /** Characters of the shortest and the longest value; 0 where there is none. */
  readonly lengths: { readonly min: number; readonly max: number };
  /** Values with white space around them. */
  readonly padded: number;
  /** The least and the greatest whole number; `null` where there is none. */
  readonly range: { readonly min: number; readonly max: number } | null;
  /** The distinct values that are kept, by hash, and the hash up to which they are all. */
  readonly kept: readonly KeptValue[];
  readonly bound: number;
}

/** Characters of a value that are kept as an example. */
const keptCharsMax = 120;

/** Gathers the profile of one column, a value at a time, in bounded memory. */
export class ColumnProfiler {
  readonly name: string;
  readonly #sketch: ValueSketch;
  readonly #forms = new Float64Array(forms.length);
  #filled = 0;
  #padded = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #longest = 0;
  #least = Number.POSITIVE_INFINITY;
  #greatest = Number.NEGATIVE_INFINITY;

  constructor(name: string, valuesKept: number) {
    this.name = name;
    this.#sketch = new ValueSketch(valuesKept);
  }

  add(raw: Raw): void {
    const value = readCell(raw);
    if (value === null) return;
    const { text, form } = value;
    this.#filled++;
    if (typeof raw === "string" && raw.length !== text.length) this.#padded++;
    this.#forms[formIndex[form]] = (this.#forms[formIndex[form]] ?? 0) + 1;
    if (text.length < this.#shortest) this.#shortest = text.length;
    if (text.length > this.#longest) this.#longest = text.length;
    if (form === "integer") {
      const number = Number(text);
      if (number < this.#least) this.#least = number;
      if (number > this.#greatest) this.#greatest = number;
    }
    this.#sketch.add(hashValue(form, text), text.length > keptCharsMax ? text.slice(0, keptCharsMax) : text);
  }

  merge(other: ColumnProfiler): void {
    this.#filled += other.#filled;
    this.#padded += other.#padded;
    for (const [i, count] of other.#forms.entries()) this.#forms[i] = (this.#forms[i] ?? 0) + count;
    this.#shortest = Math.min(this.#shortest, other.#shortest);
    this.#longest = Math.max(this.#longest, other.#longest);
    this.#least = Math.min(this.#least, other.#least);
    this.#greatest = Math.max(this.#greatest, other.#greatest);
    this.#sketch.merge(other.#sketch);
  }

  finish(): ColumnProfile {
    const kept = this.#sketch.values();
    const repeated = kept.filter(({ count }) => count > 1).length;
    return {
      name: this.name,
      filled: this.#filled,
      distinct: this.#sketch.exact ? kept.length : distinctOf(kept, this.#filled, this.#sketch.distinct),
      distinctExact: this.#sketch.exact,
      repeated: kept.length === 0 ? 0 : repeated / kept.length,
      forms: new Map(
        forms.map((form, i) => [form, this.#forms[i] ?? 0] as const).filter(([, count]) => count > 0),
      ),
      lengths: { min: this.#filled === 0 ? 0 : this.#shortest, max: this.#longest },
      padded: this.#padded,
      range: this.#least > this.#greatest ? null : { min: this.#least, max: this.#greatest },
      kept,
      bound: this.#sketch.bound,
    };
  }
}

/**
 * Two estimates of the distinct values: by how dense the kept hashes lie, and by how many rows a kept value has. The
 * second is the better one where values have about as many rows each, as those of a key have.
 */
function distinctOf(kept: readonly KeptValue[], filled: number, byDensity: number): number {
  const mean = kept.reduce((sum, { count }) => sum + count, 0) / kept.length;
  const variance = kept.reduce((sum, { count }) => sum + (count - mean) ** 2, 0) / kept.length;
  return Math.min(filled, Math.sqrt(variance) < mean ? Math.round(filled / mean) : byDensity);
}

const formIndex = Object.fromEntries(forms.map((form, i) => [form, i])) as Readonly<Record<Form, number>>;

/** The text of a cell without the spaces around it, and its form; `null` where it is blank. */
export function readCell(raw: Raw): { readonly text: string; readonly form: Form } | null {
  if (raw === null) return null;
  const text = typeof raw === "string" ? raw.trim() : rawText(raw);
  if (text === "") return null;
  const nested = typeof raw === "object" && text.length > 0 && (text[0] === "[" || text[0] === "{");
  return { text, form: nested ? "nested" : formOf(text) };
}
