import { type FactKey, factKey } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import { readColumns } from "../model/columns.ts";
import { meant, shown } from "../model/fault.ts";
import type { EntityType } from "../model/model.ts";
import type { Source } from "../model/source.ts";
import { at, booleanAt, entriesAt, type Node, placeOf, textAt, textOf, textsAt } from "../model/tree.ts";
import type { Stated } from "../value/canonical.ts";
import { elementsByKey } from "../value/elements.ts";
import { parseList } from "../value/list.ts";
import type { RecordStep, Said, Step } from "./model-test.ts";
import { addressAt, attributeNamed, momentAt, rawsAt, readStated, sourceOf } from "./read-value.ts";
import type { TestReading } from "./reading.ts";

/** What a source is told to say of a record; `null` after a fault without which nothing can be made of it. */
export function readRecord(node: Node, reading: TestReading, said: Said): Step | null {
  const record = addressAt(node, "record", reading);
  const source = record && sourceOf(record, reading);
  const type = source && reading.model.entities.get(source.entity);
  if (!record || !source || !type) {
    if (record !== null)
      reading.faults.error(
        said.place,
        "contradiction",
        "what is entered here is no record of a source",
        "write `enter:` or `create:`",
      );
    return null;
  }
  const columns = rawsAt(node, "columns");
  const claims = readClaims(node, source, type, reading);
  const without = textsAt(node, "without").map(({ text }) => text);
  checkColumns(node, source, reading);
  const deleted = booleanAt(node, "deleted") === true;
  if (columns.size > 0 && claims.size > 0)
    reading.faults.error(
      placeOf(node, "columns"),
      "contradiction",
      "'columns' and 'claims' cannot both be meant",
      "say all of a record in one of the two ways",
    );
  return {
    ...said,
    kind: "record",
    record,
    columns,
    claims,
    links: readLinks(node, source, reading),
    without,
    deleted,
    valid: readValid(node, source, columns.size > 0, reading),
    asOf: readAsOf(node, reading),
    held: readHeld(node, type, reading),
  } satisfies RecordStep & Said;
}

function readClaims(
  node: Node,
  source: Source,
  type: EntityType,
  reading: TestReading,
): ReadonlyMap<FactKey, Stated> {
  const claims = new Map<FactKey, Stated>();
  for (const { key, value } of entriesAt(node, "claims")) {
    const attribute = attributeNamed(key, type, reading);
    if (attribute === null) continue;
    const field = attribute.elementOf === null ? attribute.name : attribute.declared;
    if (!source.fields.has(field)) {
      const message = `'${source.name}' has no field for '${attribute.name}', so it says nothing of it`;
      const hint = `it has: ${[...source.fields.keys()].join(", ")}`;
      reading.faults.error(key.place, "unmapped", message, hint);
      continue;
    }
    const stated = readStated(value, attribute, reading);
    if (stated === undefined) continue;
    if (attribute.elements) readElements(value, attribute, stated, claims, reading);
    // A record that states one element says nothing of the others.
    const alone = attribute.elements && source.fields.get(field)?.element === true;
    if (!alone) claims.set(factKey(key.text), attribute.elements ? null : stated);
  }
  return claims;
}

/** A list whose elements are facts, stated as a whole: what is not among its elements is not in it. */
function readElements(
  node: Node,
  { name, type, compare }: Attribute,
  stated: Stated,
  claims: Map<FactKey, Stated>,
  { faults }: TestReading,
): void {
  if (type.kind !== "list" || stated === null) return;
  const elements = elementsByKey(type, compare, parseList(type, stated));
  if ("code" in elements)
    faults.error(
      node.place,
      "wrong-type",
      elements.message,
      elements.hint ?? "give each element a key of its own",
    );
  else for (const [key, element] of elements) claims.set(factKey(name, key), element);
}

/** From when until when what a record says is true; of records given by column, their columns say it. */
function readValid(
  node: Node,
  { name, valid }: Source,
  byColumn: boolean,
  reading: TestReading,
): RecordStep["valid"] {
  const given = at(node, "valid");
  if (given === null) return null;
  const place = placeOf(node, "valid");
  if (valid === null || byColumn) {
    const message = byColumn ? "'columns' and 'valid' cannot both be meant" : `'${name}' is not dated`;
    const hint = byColumn ? "give the columns that date it" : "its declaration has no `valid`";
    reading.faults.error(place, "contradiction", message, hint);
    return null;
  }
  const from = momentAt(given, "from", valid.zone, reading) ?? "";
  const to = momentAt(given, "to", valid.zone, reading);
  if (to !== null && to <= from) {
    const hint = "the end is the first day or moment when it is true no more";
    reading.faults.error(
      place,
      "contradiction",
      "it ends to be true before it begins, or when it does",
      hint,
    );
  }
  return { from, to };
}

/** A column that no mapping reads is no fault of a file; a name that was nearly meant is said. */
function checkColumns(node: Node, source: Source, { faults }: TestReading): void {
  const read = new Set([...source.key, ...source.links.values()]);
  const column = (from: string) => read.add(from).add(from.split(".")[0] ?? from);
  for (const field of source.fields.values()) for (const from of readColumns(field)) column(from);
  const { from: begin = null, to = null, order = null } = source.valid ?? {};
  for (const from of [begin, to, order]) if (from !== null) column(from);
  for (const { key } of entriesAt(node, "columns"))
    if (!read.has(key.text))
      faults.warn(
        key.place,
        "unmapped",
        `'${source.name}' reads no column '${shown(key.text)}'`,
        meant(key.text, read),
      );
}

function readLinks(node: Node, source: Source, { model, faults }: TestReading): RecordStep["links"] {
  const links = new Map<string, string>();
  for (const { key, value } of entriesAt(node, "links")) {
    const text = textOf(value);
    if (!source.links.has(key.text) || !model.sources.has(key.text)) {
      const what = { noun: "link", of: source.name, name: key.text, known: source.links.keys() };
      faults.unknown(key.place, "unknown-source", what);
    } else if (text !== null) links.set(key.text, text);
  }
  return links;
}

function readHeld(node: Node, type: EntityType, reading: TestReading): RecordStep["held"] {
  const held = new Map<FactKey, string>();
  for (const { key, value } of entriesAt(node, "held")) {
    const code = textOf(value);
    if (attributeNamed(key, type, reading) !== null && code !== null) held.set(factKey(key.text), code);
  }
  return held;
}

const instantText = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?Z)?$/;

function readAsOf(node: Node, { faults }: TestReading): string | null {
  const text = textAt(node, "as-of");
  if (text === null) return null;
  if (!instantText.test(text) || Number.isNaN(Date.parse(text))) {
    const hint = "write a day, 2026-11-14, or an instant in UTC, 2026-11-14T06:00:00Z";
    faults.error(placeOf(node, "as-of"), "wrong-shape", `'${shown(text)}' is no moment`, hint);
    return null;
  }
  // As the door writes it: with microseconds, so that instants compare as texts.
  const [whole = "", fraction = ""] = new Date(text).toISOString().slice(0, -1).split(".");
  const micros = /\.(\d+)Z$/.exec(text)?.[1] ?? fraction;
  return `${whole}.${micros.padEnd(6, "0")}Z`;
}
