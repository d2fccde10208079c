import type { Refusal } from "../../errors.ts";
import { decimalDigitsMax } from "../../limits.ts";
import type { Canonical } from "./canonical.ts";
import { type Decimal, divideDecimal, formatDecimal, parseDecimal } from "./decimal.ts";
import { readDecimal } from "./number.ts";
import { convertible, isUnit, parseUnit, type Ratio, unitHint } from "./units.ts";

const notQuantity: Refusal = {
  code: "value-not-quantity",
  message: "The value is not an amount with a unit.",
  hint: "Quantities are written 12.5 kg, or 12.5 where the unit is declared.",
};
/** An amount whose unit nothing can read. */
export const unknownUnit = (unit: string): Refusal => ({
  code: "value-unknown-unit",
  message: "The unit of the value is not known.",
  hint: unitHint(unit),
});
const otherDimension: Refusal = {
  code: "value-unit-not-convertible",
  message: "The unit of the value measures something else than the declared one.",
  hint: "Correct the unit, or map the column to another attribute.",
};
const endless: Refusal = {
  code: "value-unit-not-exact",
  message: "The value has no end of digits in the declared unit, and nothing is rounded.",
  hint: "Declare the attribute in the unit in which the source holds it.",
};

/** An amount with its unit, or in the assumed one, as the declared unit has it: `12.5 kg`. */
export function readQuantity(
  text: string,
  terms: { readonly declared: string; readonly assumed: string },
): Canonical | Refusal {
  const space = text.indexOf(" ");
  const amount = readDecimal(space < 0 ? text : text.slice(0, space));
  if (typeof amount !== "string") return amount.code === "value-not-number" ? notQuantity : amount;
  return convertQuantity(amount, space < 0 ? terms.assumed : text.slice(space + 1), terms.declared);
}

/** An amount in one unit as an amount in another, exactly; its digits are kept where the units are the same. */
export function convertQuantity(amount: string, from: string, to: string): Canonical | Refusal {
  if (from === to) return `${amount} ${to}`;
  if (!isUnit(from)) return unknownUnit(from);
  if (!convertible(from, to)) return otherDimension;
  const converted = convertAmount(amount, from, to);
  if (converted === null) return endless;
  const text = formatDecimal(converted);
  return text.length > decimalDigitsMax ? endless : `${text} ${to}`;
}

/** The two parts of a canonical quantity. */
export function quantityParts(canonical: Canonical): { readonly amount: string; readonly unit: string } {
  const space = canonical.indexOf(" ");
  return { amount: canonical.slice(0, space), unit: canonical.slice(space + 1) };
}

/** The amount converted; `null` where the units do not convert, or no finite number of digits holds it. */
function convertAmount(amount: string, from: string, to: string): Decimal | null {
  const [here, there] = [parseUnit(from), parseUnit(to)];
  const value = parseDecimal(amount);
  if (here === null || there === null || value === null) return null;
  // As one fraction: (amount * here + offset of here - offset of there) / there. Only the end of it must have an end.
  const inBase = shift(scale(fractionOf(value), here.ratio), here.offset, 1n);
  const { over, under } = there.ratio;
  const result = scale(shift(inBase, there.offset, -1n), { over: under, under: over });
  return divideDecimal({ units: result.over, scale: 0 }, { units: result.under, scale: 0 });
}

const fractionOf = ({ units, scale: digits }: Decimal): Ratio => ({
  over: units,
  under: 10n ** BigInt(digits),
});
const scale = (value: Ratio, by: Ratio): Ratio => ({
  over: value.over * by.over,
  under: value.under * by.under,
});
const shift = (value: Ratio, by: Ratio | null, sign: bigint): Ratio =>
  by === null
    ? value
    : { over: value.over * by.under + sign * by.over * value.under, under: value.under * by.under };
