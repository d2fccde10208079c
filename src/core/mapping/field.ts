import { invariant } from "../../errors.ts";
import type { ScalarType, ValueType } from "../model/value-type.ts";
import type { Canonical } from "../value/canonical.ts";
import { compileTextReader, readJsonValue, readScalar, standardiserOf } from "../value/read.ts";
import { moneyField, quantityField } from "./amount-field.ts";
import { codeField } from "./code-field.ts";
import { type FieldMapping, type FieldOf, noInverse, oneWayScale, written } from "./field-mapping.ts";
import { keyField, valueField } from "./reference-field.ts";
import { compileScale } from "./scale.ts";

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

function codesOf(type: ValueType): string {
  invariant(type.kind === "code", "a field without codes of its own takes those of its type");
  return type.codes;
}

function scalarOf(type: ValueType): ScalarType {
  invariant(type.kind !== "group" && type.kind !== "list", "a single value is of a single type");
  return type;
}
