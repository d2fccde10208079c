/** One line of a benchmark's answer. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the baseline gave in the same run, in the same unit; `null` where there is none. */
  readonly baseline: number | null;
  /** value / baseline: the median of the rounds, each against the baseline's round beside it. */
  readonly ratio: number | null;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
  /** What else is worth a look; numbers only. */
  readonly more?: Readonly<Record<string, number>>;
}

/** Options that every benchmark understands. */
export interface BenchOptions {
  /** A tenth of the size: to see that it runs, not to quote. */
  readonly quick: boolean;
  /** Ten minutes where one will do by default. */
  readonly long: boolean;
}

export type Benchmark = (options: BenchOptions) => AsyncIterable<Measurement>;

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share of the values lies; the upper one of two neighbours. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Two measured side by side, round by round: the median of each, and the median of the ratios of the rounds. */
export function sideBySide(
  product: readonly number[],
  baseline: readonly number[],
): { readonly value: number; readonly baseline: number; readonly ratio: number } {
  const ratios = product.map((value, round) => value / (baseline[round] ?? Number.NaN));
  return { value: median(product), baseline: median(baseline), ratio: median(ratios) };
}

/** Three digits that count; more would only be noise. */
export const rounded = (value: number): number => Number(value.toPrecision(3));
