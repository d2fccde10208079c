import type { Refusal } from "../../errors.ts";
import { readColumns } from "../model/columns.ts";
import type { Field } from "../model/source.ts";
import type { GroupType, ListType } from "../model/value-type.ts";
import type { Canonical } from "../value/canonical.ts";
import { objectOf, parseGroup } from "../value/group.ts";
import { writeJson } from "../value/json.ts";
import { itemsOf, parseList } from "../value/list.ts";
import type { Raw, RawObject } from "../value/raw.ts";
import { readGroup, readList } from "../value/read-shape.ts";
import type { Reading } from "../value/reading.ts";
import { type Column, compileColumn } from "./column.ts";
import { compileScalarField } from "./field.ts";
import { type FieldMapping, type FieldOf, noInverse } from "./field-mapping.ts";
import type { Written } from "./observation.ts";

/** Compiles the mapping of one attribute. */
export function compileField(of: FieldOf): FieldMapping {
  const { type } = of.attribute;
  if (type.kind === "group") return groupField(of, type);
  return type.kind === "list" ? listField(of, type) : compileScalarField(of);
}

/**
 * Where a row states a field: its column; of a group with columns of its own an object of those that are there, and
 * nothing where none is.
 */
export function compileStated(field: Field): Column {
  if (field.from !== null) return compileColumn(field.from);
  const columns = readColumns({ ...field, spokenFor: null }).map((from) => ({
    from,
    column: compileColumn(from),
  }));
  return (row) => {
    const found = new Map<string, Raw>();
    for (const { from, column } of columns) {
      const raw = column(row);
      if (raw !== undefined) found.set(from, raw);
    }
    return found.size === 0 ? undefined : found;
  };
}

interface Part {
  readonly name: string;
  readonly from: string;
  readonly column: Column;
  readonly mapping: FieldMapping;
}

/** A group is believed whole: a field whose column or member is not there is empty. */
function groupField(of: FieldOf, type: GroupType): FieldMapping {
  const parts = partsOf(of, type);
  return {
    read: (raw) => {
      const container = objectOf(raw);
      return container === null || "code" in container ? container : readParts(type, parts, container);
    },
    write: (value) => {
      const columns = writeParts(parts, value);
      if ("code" in columns || of.field.from === null) return columns;
      return new Map([[of.field.from, writeJson(nested(columns))]]);
    },
    oneWay: firstOneWay(parts),
  };
}

/** A list in one column: an array, its JSON text, or a text with separators. */
function listField(of: FieldOf, type: ListType): FieldMapping {
  const { separator, from } = of.field;
  const inner: FieldOf = {
    ...of,
    attribute: { type: type.of, standardise: type.standardise },
    field: { ...of.field, from: elementOf, separator: null },
  };
  const element = compileField(inner);
  return {
    read: (raw, row) => {
      const items = separator === null ? itemsOf(raw) : split(raw, separator);
      if (items === null || "code" in items) return items;
      return readList(type, items, (item) => element.read(item, row));
    },
    write: (value) => {
      const raws: Raw[] = [];
      for (const one of parseList(type, value)) {
        const raw = writeElement(type, element, one);
        if (typeof raw === "object" && raw !== null && "code" in raw) return raw;
        if (separator !== null && (typeof raw !== "string" || raw.includes(separator))) return noInverse;
        raws.push(raw);
      }
      return new Map([[from ?? elementOf, separator === null ? writeJson(raws) : raws.join(separator)]]);
    },
    oneWay: element.oneWay,
  };
}

/** The name under which an element is written while its list is put together. */
const elementOf = "element";

function writeElement(type: ListType, element: FieldMapping, value: Canonical): Raw | Refusal {
  const columns = element.write(value);
  if ("code" in columns) return columns;
  const raw = columns.get(elementOf) ?? null;
  if (type.of.kind !== "group" || raw === null) return raw;
  const object = objectOf(raw);
  return object ?? raw;
}

function partsOf({ model, source, field }: FieldOf, type: GroupType): readonly Part[] {
  return [...type.fields.values()].flatMap((part) => {
    const declared =
      field.fields === null ? { ...plain(field), from: part.name } : field.fields.get(part.name);
    if (declared === undefined || declared.from === null) return [];
    return {
      name: part.name,
      from: declared.from,
      column: compileColumn(declared.from),
      mapping: compileScalarField({ model, source, attribute: part, field: declared }),
    };
  });
}

/** A field of which nothing is said but its column. */
const plain = ({ place, write }: Field): Field => ({
  place,
  from: null,
  codes: null,
  currency: null,
  currencyFrom: null,
  unit: null,
  unitFrom: null,
  scale: null,
  by: null,
  as: null,
  write,
  spokenFor: null,
  fields: null,
  separator: null,
  element: false,
});

function readParts(type: GroupType, parts: readonly Part[], container: RawObject): Reading {
  const byName = new Map(parts.map((part) => [part.name, part]));
  return readGroup(type, (name) => {
    const part = byName.get(name);
    const raw = part?.column(container);
    return part === undefined || raw === undefined ? null : part.mapping.read(raw, container);
  });
}

function writeParts(parts: readonly Part[], value: Canonical): Written | Refusal {
  const fields = parseGroup(value);
  const columns = new Map<string, string | null>();
  for (const { name, from, mapping } of parts) {
    const part = fields.get(name);
    const written = part === undefined ? new Map([[from, null]]) : mapping.write(part);
    if ("code" in written) return written;
    for (const [column, raw] of written) columns.set(column, raw);
  }
  // What no column holds would be lost on the way.
  return [...fields.keys()].every((name) => parts.some((part) => part.name === name)) ? columns : noInverse;
}

/** The object of members whose names may be paths; those without a value do not stand in it. */
function nested(columns: Written): RawObject {
  const root = new Map<string, Raw>();
  for (const [path, raw] of columns) {
    if (raw === null) continue;
    const names = path.split(".");
    const last = names.pop() ?? path;
    let here = root;
    for (const name of names) {
      const inner = here.get(name);
      const next = inner instanceof Map ? (inner as Map<string, Raw>) : new Map<string, Raw>();
      here.set(name, next);
      here = next;
    }
    here.set(last, raw);
  }
  return root;
}

const firstOneWay = (parts: readonly Part[]): Refusal | null =>
  parts.find(({ mapping }) => mapping.oneWay !== null)?.mapping.oneWay ?? null;

function split(raw: Raw, separator: string): readonly Raw[] | Refusal | null {
  if (typeof raw !== "string") return itemsOf(raw);
  return raw.trim() === "" ? null : raw.split(separator).map((part) => part.trim());
}
