import type { Refusal } from "../../errors.ts";
import type { CodeList } from "../model/model.ts";
import type { ScalarType, Standardise, ValueType } from "../model/value-type.ts";
import { readDate } from "./calendar.ts";
import type { Canonical } from "./canonical.ts";
import { readEmail, readPhone, readUrl } from "./contact.ts";
import { jsonFault, parseJson, writeJson } from "./json.ts";
import { readMoney } from "./money.ts";
import { readDecimal, readFloat, readInteger } from "./number.ts";
import { readQuantity } from "./quantity.ts";
import type { Raw } from "./raw.ts";
import { scalarText } from "./raw-text.ts";
import { isRefusal, type Reader, type Reading } from "./reading.ts";
import { readReference } from "./reference.ts";
import { compileStandardise, type Standardiser } from "./standardise.ts";
import { textFault } from "./text-fault.ts";
import { readTimestamp } from "./timestamp.ts";

/** What of an attribute, a field of a group or an element of a list decides how its values are read. */
export interface Readable {
  readonly type: ValueType;
  readonly standardise: readonly Standardise[];
}

/** Reads the text of one value, which is neither empty nor unstorable, as a type. */
export type TextReader = (text: string) => Canonical | Refusal;

/**
 * A reader for values in our own form (entered here, or in a source that maps nothing): standardised, checked, and
 * written canonically. An empty text is empty. What it gives, it reads as itself.
 */
export function compileScalarReader(
  attribute: Readable & { readonly type: ScalarType },
  codes: ReadonlyMap<string, CodeList>,
): Reader {
  const { type } = attribute;
  if (type.kind === "json") return readJsonValue;
  const standardise = standardiserOf(attribute);
  if (type.kind === "code") return codeReader(codes.get(type.codes), standardise);
  const read = compileTextReader(type);
  return (raw) => readScalar(raw, standardise, read);
}

/** The reader of a type for texts that are neither empty nor unstorable; a code is any text, a json value JSON text. */
export function compileTextReader(type: ScalarType): TextReader {
  switch (type.kind) {
    case "text":
    case "code":
      return (text) => text;
    case "integer":
      return readInteger;
    case "decimal":
      return readDecimal;
    case "float":
      return readFloat;
    case "boolean":
      return readBoolean;
    case "date":
      return readDate;
    case "timestamp":
      return (text) => readTimestamp(text, type.zone);
    case "email":
      return readEmail;
    case "phone":
      return readPhone;
    case "url":
      return readUrl;
    case "money":
      return (text) => readMoney(text, { declared: type.currency, assumed: null });
    case "quantity":
      return (text) => readQuantity(text, { declared: type.unit, assumed: type.unit });
    case "ref":
      return readReference;
    case "json":
      return (text) => {
        const reading = readJsonValue(text);
        return reading === null ? notJson : reading;
      };
    default: {
      const unknown: never = type;
      return unknown;
    }
  }
}

/**
 * What `standardise` means for a type: all its steps for texts; for the rest only the spaces around a value go, since
 * their canonical form leaves nothing else to choose.
 */
export function standardiserOf(attribute: Readable): Standardiser | null {
  const { type, standardise } = attribute;
  switch (type.kind) {
    case "text":
    case "email":
    case "phone":
    case "url":
    case "code":
      return compileStandardise(standardise);
    default:
      return compileStandardise(
        standardise.filter((step) => step === "trim" || step === "collapse-spaces"),
      ) === null
        ? null
        : trim;
  }
}

/** Reads a raw value that is one text, number or truth value; empty text is empty, before and after standardising. */
export function readScalar(raw: Raw, standardise: Standardiser | null, read: TextReader): Reading {
  if (raw === null) return null;
  const text = scalarText(raw);
  if (text === "") return null;
  if (typeof text !== "string") return text;
  const fault = textFault(text);
  if (fault !== null) return fault;
  if (standardise === null) return read(text);
  const standard = standardise(text);
  if (typeof standard !== "string") return standard;
  return standard === "" ? null : read(standard);
}

/**
 * Reads a JSON value: lists, objects, numbers and truth values as they are; a text is JSON text, as a CSV field or a
 * text column holds it. JSON's own null and blank text are empty.
 */
export function readJsonValue(raw: Raw): Reading {
  if (raw === null) return null;
  if (typeof raw === "string" && raw.trim() === "") return null;
  if (typeof raw !== "string") return jsonFault(raw) ?? writeJson(raw);
  const parsed = textFault(raw) ?? parseJson(raw);
  if ("code" in parsed) return parsed;
  if (parsed.value === null) return null;
  return jsonFault(parsed.value) ?? writeJson(parsed.value);
}

const trim: Standardiser = (text) => text.trim();

const notJson: Refusal = { code: "value-not-json", message: "The value is JSON's null, which is no value." };
const notBoolean: Refusal = {
  code: "value-not-boolean",
  message: "The value is neither true nor false.",
  hint: "true, false, t, f, yes, no, y, n, 1 and 0 are understood, in capitals too.",
};
const unknownCode: Refusal = {
  code: "value-unknown-code",
  message: "The value is not in the code list.",
  hint: "Add it to the code list of the model, or correct it.",
};

const truths: ReadonlyMap<string, Canonical> = new Map([
  ["true", "true"],
  ["t", "true"],
  ["yes", "true"],
  ["y", "true"],
  ["1", "true"],
  ["false", "false"],
  ["f", "false"],
  ["no", "false"],
  ["n", "false"],
  ["0", "false"],
]);

function readBoolean(text: string): Canonical | Refusal {
  return truths.get(text) ?? truths.get(text.toLowerCase()) ?? notBoolean;
}

/** Our codes as they are; or else what standardising makes one of them. */
function codeReader(list: CodeList | undefined, standardise: Standardiser | null): Reader {
  const known = (text: string) => (list?.codes.has(text) ? text : unknownCode);
  return (raw) => {
    const exact = readScalar(raw, null, known);
    return isRefusal(exact) && standardise !== null ? readScalar(raw, standardise, known) : exact;
  };
}
