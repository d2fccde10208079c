import type { Refusal } from "../../errors.ts";
import type { Canonical } from "../value/canonical.ts";
import { isCurrency } from "../value/currencies.ts";
import { moneyParts, readMoney, unknownCurrency, withoutCurrency } from "../value/money.ts";
import { convertQuantity, quantityParts, readQuantity } from "../value/quantity.ts";
import type { RawObject } from "../value/raw.ts";
import { readScalar, standardiserOf } from "../value/read.ts";
import { compileColumn } from "./column.ts";
import { type FieldMapping, type FieldOf, noInverse, oneWayScale, written } from "./field-mapping.ts";
import { compileScale } from "./scale.ts";

/** Money in the currency of the field, of the column beside, or the one that it names itself. */
export function moneyField({ attribute, field }: FieldOf, declared: string | null): FieldMapping {
  const standardise = standardiserOf(attribute);
  const scale = field.scale === null ? null : compileScale("decimal", field.scale);
  const scaled = (money: Canonical | Refusal): Canonical | Refusal => {
    if (scale === null || typeof money !== "string") return money;
    const { amount, currency } = moneyParts(money);
    const ours = scale.apply(amount);
    return typeof ours === "string" ? `${ours} ${currency}` : ours;
  };
  const assumed = field.currency ?? declared;
  const inColumn = field.currencyFrom === null ? null : currencyColumn(field.currencyFrom);
  const fixed = (text: string) => scaled(readMoney(text, { declared, assumed }));
  return {
    read:
      inColumn === null
        ? (raw) => readScalar(raw, standardise, fixed)
        : (raw, fields) =>
            readScalar(raw, standardise, (text) => {
              const currency = inColumn(fields);
              if (typeof currency === "object" && currency !== null) return currency;
              if (currency === null && !text.includes(" ")) return withoutCurrency;
              return scaled(readMoney(text, { declared, assumed: currency }));
            }),
    write: (value) => {
      const { amount, currency } = moneyParts(value);
      const raw = scale === null ? amount : scale.undo(amount);
      if (raw === null) return noInverse;
      if (field.currencyFrom !== null) return written(field, raw, new Map([[field.currencyFrom, currency]]));
      // A source whose column names the currency itself is told it in the same way.
      if (assumed === null) return written(field, `${raw} ${currency}`);
      return currency === assumed ? written(field, raw) : noInverse;
    },
    oneWay: scale === null ? null : oneWayScale(field, scale.undo("1")),
  };
}

/** An amount in the unit of the field, of the column beside, or the one that it names itself. */
export function quantityField({ attribute, field }: FieldOf, declared: string): FieldMapping {
  const standardise = standardiserOf(attribute);
  const scale = field.scale === null ? null : compileScale("decimal", field.scale);
  const scaled = (text: string): Canonical | Refusal => {
    if (scale === null) return text;
    const space = text.indexOf(" ");
    const amount = scale.apply(space < 0 ? text : text.slice(0, space));
    return typeof amount !== "string" || space < 0 ? amount : amount + text.slice(space);
  };
  const beside = field.unitFrom === null ? null : compileColumn(field.unitFrom);
  const assumed = field.unit ?? declared;
  return {
    read: (raw, fields) =>
      readScalar(raw, standardise, (text) => {
        const ours = scaled(text);
        if (typeof ours !== "string") return ours;
        const unit = beside === null ? null : beside(fields);
        const named = typeof unit === "string" && unit.trim() !== "" ? unit.trim() : assumed;
        return readQuantity(ours, { declared, assumed: named });
      }),
    write: (value) => {
      const { amount } = quantityParts(value);
      const theirs = field.unitFrom === null ? convertQuantity(amount, declared, assumed) : value;
      if (typeof theirs !== "string") return theirs;
      const held = quantityParts(theirs).amount;
      const raw = scale === null ? held : scale.undo(held);
      if (raw === null) return noInverse;
      return field.unitFrom === null
        ? written(field, raw)
        : written(field, raw, new Map([[field.unitFrom, declared]]));
    },
    oneWay: (scale === null ? null : oneWayScale(field, scale.undo("1"))) ?? oneWayUnit(declared, assumed),
  };
}

function oneWayUnit(declared: string, held: string): Refusal | null {
  if (typeof convertQuantity("1", declared, held) === "string") return null;
  return {
    code: "mapping-not-invertible",
    message: `An amount in ${declared} has no end of digits in ${held}.`,
    hint: "Declare the attribute in the unit of the source, or say `write: false`.",
  };
}

/** The currency that a column of its own holds, `null` where that is empty or not there. */
function currencyColumn(from: string): (fields: RawObject) => string | Refusal | null {
  const column = compileColumn(from);
  return (fields) => {
    const raw = column(fields);
    if (raw === undefined || raw === null) return null;
    if (typeof raw !== "string") return unknownCurrency;
    const currency = raw.trim();
    if (currency === "") return null;
    return isCurrency(currency) ? currency : unknownCurrency;
  };
}
