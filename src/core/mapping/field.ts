import { invariant, type Refusal } from "../../errors.ts";
import type { Model } from "../model/model.ts";
import type { Field, Source } from "../model/source.ts";
import type { ScalarType, ValueType } from "../model/value-type.ts";
import type { Canonical } from "../value/canonical.ts";
import { isCurrency } from "../value/currencies.ts";
import { moneyParts, readMoney, unknownCurrency, withoutCurrency } from "../value/money.ts";
import { convertQuantity, quantityParts, readQuantity } from "../value/quantity.ts";
import type { Raw, RawObject } from "../value/raw.ts";
import {
  compileTextReader,
  type Readable,
  readJsonValue,
  readScalar,
  standardiserOf,
} from "../value/read.ts";
import { compileReader } from "../value/read-shape.ts";
import type { Reading } from "../value/reading.ts";
import { parseReference } from "../value/reference.ts";
import { compileStandardise } from "../value/standardise.ts";
import { compileColumn } from "./column.ts";
import type { Written } from "./observation.ts";
import { keyOf } from "./record-key.ts";
import { compileScale } from "./scale.ts";
import { compileSpelling } from "./spelling.ts";

/** One mapped attribute, both ways. */
export interface FieldMapping {
  /** The value that a source states in this field; the row is given for what stands in a column beside. */
  read(raw: Raw, fields: RawObject): Reading;
  /** What the source would write for a value that is not empty. */
  write(value: Canonical): Written | Refusal;
  /** Why some values cannot be written here though they could be declared otherwise; `null` where all can. */
  readonly oneWay: Refusal | null;
}

/** What a field is compiled from. */
export interface FieldOf {
  readonly model: Model;
  readonly source: Source;
  readonly attribute: Readable;
  readonly field: Field;
}

/** Compiles the mapping of one value: of an attribute, a field of a group, or an element of a list. */
export function compileScalarField(of: FieldOf): FieldMapping {
  const { attribute, field } = of;
  const { type } = attribute;
  if (field.codes !== null || type.kind === "code") return codeField(of, field.codes ?? codesOf(type));
  switch (type.kind) {
    case "money":
      return moneyField(of, type.currency);
    case "ref":
      return field.by === null ? keyField(of) : valueField(of, { to: type.to, by: field.by });
    case "quantity":
      return quantityField(of, type.unit);
    case "integer":
    case "decimal":
    case "float":
      return field.scale === null ? plainField(of) : scaledField(of, type.kind, field.scale);
    default:
      return plainField(of);
  }
}

/** A value that the source cannot hold under its mapping. */
export const noInverse: Refusal = {
  code: "value-has-no-inverse",
  message: "The source has no way to hold this value under its mapping.",
};

const written = (field: Field, raw: string, beside: Written = new Map()): Written =>
  new Map([[columnOf(field), raw], ...beside]);

/** The column of a field that has one: of a single value, which check has seen to. */
function columnOf({ from }: Field): string {
  invariant(from !== null, "the field of a single value has a column");
  return from;
}

function plainField({ attribute, field }: FieldOf): FieldMapping {
  const write = (value: Canonical) => written(field, value);
  if (attribute.type.kind === "json") return { read: readJsonValue, write, oneWay: null };
  const standardise = standardiserOf(attribute);
  const read = compileTextReader(scalarOf(attribute.type));
  return { read: (raw) => readScalar(raw, standardise, read), write, oneWay: null };
}

function scaledField(
  { attribute, field }: FieldOf,
  kind: "integer" | "decimal" | "float",
  factor: string,
): FieldMapping {
  const standardise = standardiserOf(attribute);
  const scale = compileScale(kind, factor);
  return {
    read: (raw) => readScalar(raw, standardise, scale.apply),
    write: (value) => {
      const stored = scale.undo(value);
      return stored === null ? noInverse : written(field, stored);
    },
    oneWay: oneWayScale(field, scale.undo("1")),
  };
}

function oneWayScale(field: Field, one: string | null): Refusal | null {
  if (one !== null) return null;
  return {
    code: "mapping-not-invertible",
    message: `A value divided by the scale ${field.scale} has no end of digits.`,
    hint: "Choose a scale whose inverse ends, or say `write: false`.",
  };
}

function codesOf(type: ValueType): string {
  invariant(type.kind === "code", "a field without codes of its own takes those of its type");
  return type.codes;
}

function codeField({ model, source, attribute, field }: FieldOf, codes: string): FieldMapping {
  const standardise = compileStandardise(attribute.standardise);
  const spelling = compileSpelling(model, { codes, system: source.system, standardise });
  const { alike } = spelling;
  return {
    read: (raw) => {
      const reading = readScalar(raw, null, spelling.read);
      // What is no code may still be blank once standardised.
      if (typeof reading !== "object" || reading === null || standardise === null) return reading;
      return typeof raw === "string" && standardise(raw) === "" ? null : reading;
    },
    write: (value) => {
      const raw = spelling.write(value);
      return raw === undefined || raw === "" ? noInverse : written(field, raw);
    },
    oneWay:
      alike === null
        ? null
        : {
            code: "mapping-not-invertible",
            message: `'${source.system}' writes the codes ${alike[0]} and ${alike[1]} of '${codes}' alike.`,
            hint: "Give each code a spelling of its own.",
          },
  };
}

function moneyField({ attribute, field }: FieldOf, declared: string | null): FieldMapping {
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
function quantityField({ attribute, field }: FieldOf, declared: string): FieldMapping {
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

function scalarOf(type: ValueType): ScalarType {
  invariant(type.kind !== "group" && type.kind !== "list", "a single value is of a single type");
  return type;
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

/** A reference held as the key of another record. */
function keyField({ attribute, field }: FieldOf): FieldMapping {
  const { as } = field;
  invariant(as !== null, "a checked reference says whose key it is, or by which attribute it is held");
  const standardise = standardiserOf(attribute);
  const prefix = `${as}:`;
  return {
    read: (raw) => {
      if (raw === null) return null;
      const found = keyOf(raw);
      if ("code" in found) return found;
      return readScalar(found.key, standardise, (key) => prefix + key);
    },
    write: (value) => {
      const reference = parseReference(value);
      return reference?.kind === "record" && reference.source === as
        ? written(field, reference.key)
        : notHeldSo;
    },
    oneWay: null,
  };
}

/** A reference held as the value of an attribute of its target, in the target's own canonical form. */
function valueField(of: FieldOf, { to, by }: { readonly to: string; readonly by: string }): FieldMapping {
  const target = of.model.entities.get(to)?.attributes.get(by);
  invariant(target !== undefined, "a checked reference is held by an attribute that its target has");
  const inner = targetValue(of, target);
  return {
    read: (raw, fields) => {
      const value = inner.read(raw, fields);
      return typeof value === "string" ? `${by}=${value}` : value;
    },
    write: (value) => {
      const reference = parseReference(value);
      return reference?.kind === "value" && reference.attribute === by
        ? inner.write(reference.value)
        : notHeldSo;
    },
    oneWay: inner.oneWay,
  };
}

/** The target's attribute as this source writes it: codes in its system's spelling, all else in our form. */
function targetValue({ model, source, field }: FieldOf, target: Readable): FieldMapping {
  const held = { ...field, by: null };
  if (target.type.kind === "code") {
    return codeField({ model, source, attribute: target, field: held }, target.type.codes);
  }
  const read = compileReader(target, model.codes);
  return { read, write: (value) => written(field, value), oneWay: null };
}

const notHeldSo: Refusal = {
  code: "value-has-no-inverse",
  message: "The source holds this reference in another way than the value is given in.",
  hint: "Give the reference as the source holds it: the key of the record, or the value of the declared attribute.",
};
