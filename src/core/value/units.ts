/**
 * Units of measure in the manner of UCUM: `kg`, `mg/dL`, `1/min`, `m2`, `Cel`. Each is an exact ratio to the base
 * units, so that converting loses nothing; no unit is ever guessed.
 */

/** A unit taken apart: what it measures, and how an amount in it becomes one in base units. */
export interface Unit {
  /** Powers of the base units, as text: units of one text convert into each other. */
  readonly dimension: string;
  readonly ratio: Ratio;
  /** Added after the ratio: a temperature begins elsewhere. `null` where nothing is. */
  readonly offset: Ratio | null;
}

/** A number as numerator and denominator, the denominator above zero. */
export interface Ratio {
  readonly over: bigint;
  readonly under: bigint;
}

interface UnitSymbol {
  readonly powers: ReadonlyMap<string, number>;
  readonly ratio: Ratio;
  readonly offset?: Ratio;
  /** Whether prefixes such as k and m stand before it. */
  readonly metric: boolean;
}

const ratio = (over: bigint, under = 1n): Ratio => ({ over, under });
const times = (a: Ratio, b: Ratio): Ratio => ({ over: a.over * b.over, under: a.under * b.under });

/** The ratio of a decimal written out: `0.45359237`. */
const exactly = (text: string): Ratio => {
  const [whole = "", fraction = ""] = text.split(".");
  return { over: BigInt(whole + fraction), under: 10n ** BigInt(fraction.length) };
};

const base = (name: string): UnitSymbol => ({ powers: new Map([[name, 1]]), ratio: ratio(1n), metric: true });
const of = (powers: Readonly<Record<string, number>>, text: string, metric: boolean): UnitSymbol => ({
  powers: new Map(Object.entries(powers)),
  ratio: exactly(text),
  metric,
});

const length = (text: string, metric = false): UnitSymbol => of({ m: 1 }, text, metric);
const mass = (text: string, metric = false): UnitSymbol => of({ g: 1 }, text, metric);
const time = (text: string): UnitSymbol => of({ s: 1 }, text, false);
const volume = (text: string, metric = false): UnitSymbol => of({ m: 3 }, text, metric);
const pressure = (text: string, metric = false): UnitSymbol => of({ g: 1, m: -1, s: -2 }, text, metric);
const energy = (text: string, metric = false): UnitSymbol => of({ g: 1, m: 2, s: -2 }, text, metric);

const symbols: ReadonlyMap<string, UnitSymbol> = new Map<string, UnitSymbol>([
  ...["m", "g", "s", "A", "K", "mol", "cd", "bit", "pc"].map((name): [string, UnitSymbol] => [
    name,
    base(name),
  ]),
  ["1", of({}, "1", false)],
  ["%", of({}, "0.01", false)],
  ["[ppm]", of({}, "0.000001", false)],
  ["By", of({ bit: 1 }, "8", true)],
  ["B", of({ bit: 1 }, "8", true)],
  ["doz", of({ pc: 1 }, "12", false)],
  ["in", length("0.0254")],
  ["[in_i]", length("0.0254")],
  ["ft", length("0.3048")],
  ["[ft_i]", length("0.3048")],
  ["yd", length("0.9144")],
  ["mi", length("1609.344")],
  ["[nmi_i]", length("1852")],
  ["t", mass("1000000", true)],
  ["lb", mass("453.59237")],
  ["[lb_av]", mass("453.59237")],
  ["oz", mass("28.349523125")],
  ["[oz_av]", mass("28.349523125")],
  ["min", time("60")],
  ["h", time("3600")],
  ["d", time("86400")],
  ["wk", time("604800")],
  ["Hz", of({ s: -1 }, "1", true)],
  ["ar", of({ m: 2 }, "100", true)],
  ["L", volume("0.001", true)],
  ["l", volume("0.001", true)],
  ["[gal_us]", volume("0.003785411784")],
  ["[foz_us]", volume("0.0000295735295625")],
  ["N", of({ g: 1, m: 1, s: -2 }, "1000", true)],
  ["Pa", pressure("1000", true)],
  ["bar", pressure("100000000", true)],
  ["atm", pressure("101325000")],
  ["mm[Hg]", pressure("133322")],
  ["J", energy("1000", true)],
  ["cal", energy("4184", true)],
  ["W", of({ g: 1, m: 2, s: -3 }, "1000", true)],
  ["C", of({ A: 1, s: 1 }, "1", true)],
  ["V", of({ g: 1, m: 2, s: -3, A: -1 }, "1000", true)],
  ["Ohm", of({ g: 1, m: 2, s: -3, A: -2 }, "1000", true)],
  ["Cel", { ...base("K"), metric: false, offset: ratio(27_315n, 100n) }],
  ["[degF]", { ...base("K"), metric: false, ratio: ratio(5n, 9n), offset: ratio(45_967n, 180n) }],
]);

const prefixes: ReadonlyMap<string, Ratio> = new Map([
  ["T", ratio(10n ** 12n)],
  ["G", ratio(10n ** 9n)],
  ["M", ratio(10n ** 6n)],
  ["k", ratio(1000n)],
  ["h", ratio(100n)],
  ["da", ratio(10n)],
  ["d", ratio(1n, 10n)],
  ["c", ratio(1n, 100n)],
  ["m", ratio(1n, 1000n)],
  ["u", ratio(1n, 10n ** 6n)],
  ["n", ratio(1n, 10n ** 9n)],
  ["p", ratio(1n, 10n ** 12n)],
]);

const unitTextMax = 40;

/** The unit of a text; `null` where it is none. */
export function parseUnit(text: string): Unit | null {
  return text.length > unitTextMax ? null : read(text);
}

/** Whether a text is a unit. */
export const isUnit = (text: string): boolean => parseUnit(text) !== null;

/** What might have been meant by a text that is no unit. */
export function unitHint(text: string): string {
  const [near] = [...symbols.keys()].filter((symbol) => symbol.toLowerCase() === text.toLowerCase());
  return near === undefined
    ? "units are written as in UCUM: kg, mg/dL, m2, 1/min, Cel, pc"
    : `did you mean '${near}'?`;
}

/** Whether amounts in one unit can be converted into another. */
export function convertible(from: string, to: string): boolean {
  const [a, b] = [parseUnit(from), parseUnit(to)];
  return a !== null && b !== null && a.dimension === b.dimension;
}

function read(text: string): Unit | null {
  const powers = new Map<string, number>();
  let whole = ratio(1n);
  let offset: Ratio | null = null;
  const parts = text.split(/(?=[./])/);
  for (const [place, part] of parts.entries()) {
    const divides = part.startsWith("/");
    const bare = divides || part.startsWith(".") ? part.slice(1) : part;
    if (place === 0 && bare === "" && divides) return null;
    const found = symbolOf(bare);
    if (found === null) return null;
    const power = divides ? -found.power : found.power;
    for (const [name, each] of found.symbol.powers) powers.set(name, (powers.get(name) ?? 0) + each * power);
    for (let left = Math.abs(power); left > 0; left--)
      whole = times(
        whole,
        power > 0 ? found.symbol.ratio : { over: found.symbol.ratio.under, under: found.symbol.ratio.over },
      );
    if (found.symbol.offset !== undefined) {
      if (parts.length > 1 || power !== 1) return null; // Degrees are no part of another unit.
      offset = found.symbol.offset;
    }
  }
  const dimension = [...powers]
    .filter(([, power]) => power !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, power]) => `${name}${power}`)
    .join(" ");
  return { dimension, ratio: whole, offset };
}

/** A symbol with its prefix and its power: `cm2`. */
function symbolOf(text: string): { readonly symbol: UnitSymbol; readonly power: number } | null {
  const [, name = text, digits = "1"] = /^(.*?[^0-9-])(-?[1-9])$/.exec(text) ?? [];
  const power = Number(digits);
  const whole = symbols.get(name);
  if (whole !== undefined) return { symbol: whole, power };
  for (const [prefix, factor] of prefixes) {
    if (!name.startsWith(prefix)) continue;
    const symbol = symbols.get(name.slice(prefix.length));
    if (symbol?.metric) return { symbol: { ...symbol, ratio: times(symbol.ratio, factor) }, power };
  }
  return null;
}
