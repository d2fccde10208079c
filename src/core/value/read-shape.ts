import type { Refusal } from "../../errors.ts";
import { listElementsMax } from "../../limits.ts";
import type { CodeList } from "../model/model.ts";
import type { GroupType, ListType } from "../model/value-type.ts";
import type { Canonical } from "./canonical.ts";
import { writeList } from "./elements.ts";
import { objectOf, writeGroup } from "./group.ts";
import { itemsOf } from "./list.ts";
import type { Raw } from "./raw.ts";
import { compileScalarReader, type Readable } from "./read.ts";
import { isRefusal, type Reader, type Reading } from "./reading.ts";

/**
 * A reader for values in our own form (entered here, or in a source that maps nothing): standardised, checked, and
 * written canonically. An empty text is empty. What it gives, it reads as itself.
 */
export function compileReader({ type, standardise }: Readable, codes: ReadonlyMap<string, CodeList>): Reader {
  if (type.kind === "group") return compileGroupReader(type, codes);
  if (type.kind === "list") return compileListReader(type, codes);
  return compileScalarReader({ type, standardise }, codes);
}

/** Reads one value in our own form; `compileReader` where there are many. */
export function readValue(attribute: Readable, raw: Raw, codes: ReadonlyMap<string, CodeList>): Reading {
  return compileReader(attribute, codes)(raw);
}

/** A reader of groups in our own form: an object of the fields, or its JSON text. */
export function compileGroupReader(type: GroupType, codes: ReadonlyMap<string, CodeList>): Reader {
  const readers = new Map([...type.fields].map(([name, field]) => [name, compileScalarReader(field, codes)]));
  return (raw) => {
    const object = objectOf(raw);
    if (object === null || "code" in object) return object;
    for (const name of object.keys()) if (!readers.has(name)) return unknownField(name, readers.keys());
    return readGroup(type, (name) => readers.get(name)?.(object.get(name) ?? null) ?? null);
  };
}

/** A group of what is read for each of its fields. */
export function readGroup(type: GroupType, read: (field: string) => Reading): Reading {
  const fields = new Map<string, Canonical>();
  for (const name of type.fields.keys()) {
    const value = read(name);
    if (isRefusal(value)) return inField(name, value);
    if (value !== null) fields.set(name, value);
  }
  if (fields.size === 0) return null;
  for (const field of type.fields.values())
    if (field.required && !fields.has(field.name)) return missingField(field.name);
  return writeGroup(fields);
}

/** A reader of lists in our own form: an array of elements, or its JSON text. */
export function compileListReader(type: ListType, codes: ReadonlyMap<string, CodeList>): Reader {
  const read = compileReader({ type: type.of, standardise: type.standardise }, codes);
  return (raw) => {
    const items = itemsOf(raw);
    return items === null || "code" in items ? items : readList(type, items, read);
  };
}

/** A list of what is read of each element; empty elements do not stand in it, and without any it is empty. */
export function readList(type: ListType, items: readonly Raw[], read: Reader): Reading {
  if (items.length > listElementsMax) return tooLong;
  const elements: Canonical[] = [];
  for (const [place, item] of items.entries()) {
    const element = read(item);
    if (isRefusal(element)) return inElement(place, element);
    if (element !== null) elements.push(element);
  }
  return writeList(type, elements);
}

const tooLong: Refusal = {
  code: "value-list-too-long",
  message: `The list has more than ${listElementsMax} elements.`,
  hint: "So many things are entities of their own, which refer to this one.",
};
/** Refuses a group that has none of a field that is required. */
export const missingField = (name: string): Refusal => ({
  code: "value-field-missing",
  message: `The group has no '${name}', which is required.`,
  fields: { field: name },
});

/** Says in which field of a group something cannot be read; the group is held back as a whole. */
export const inField = (name: string, refusal: Refusal): Refusal => ({
  ...refusal,
  message: `${name}: ${refusal.message}`,
  fields: { ...refusal.fields, field: name },
});

/** Says at which element something cannot be read; counted from 1. */
const inElement = (place: number, refusal: Refusal): Refusal => ({
  ...refusal,
  message: `Element ${place + 1}: ${refusal.message}`,
  fields: { ...refusal.fields, element: place + 1 },
});

function unknownField(name: string, known: Iterable<string>): Refusal {
  return {
    code: "value-unknown-field",
    message: "The object has a member that is no field of the group.",
    hint: `The fields are: ${[...known].join(", ")}.`,
    fields: { field: name },
  };
}
