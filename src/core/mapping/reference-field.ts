import { invariant, type Refusal } from "../../errors.ts";
import type { Readable } from "../value/read.ts";
import { readScalar, standardiserOf } from "../value/read.ts";
import { compileReader } from "../value/read-shape.ts";
import { parseReference } from "../value/reference.ts";
import { codeField } from "./code-field.ts";
import { type FieldMapping, type FieldOf, written } from "./field-mapping.ts";
import { keyOf } from "./record-key.ts";

/** A reference held as the key of another record. */
export function keyField({ attribute, field }: FieldOf): FieldMapping {
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
export function valueField(
  of: FieldOf,
  { to, by }: { readonly to: string; readonly by: string },
): FieldMapping {
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
