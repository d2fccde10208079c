import { isZone } from "../value/world-moment.ts";
import { digestOf } from "./digest.ts";
import { shown } from "./fault.ts";
import type { CodeList } from "./model.ts";
import { isAttribute, sourceOfEntity, typesOf } from "./names.ts";
import type { EntityOutline, Reading, SourceOutline } from "./outline.ts";
import { readField } from "./read-field.ts";
import { readQualifiedFields } from "./read-qualified.ts";
import type { Field, FileFormat, Source } from "./source.ts";
import {
  at,
  booleanAt,
  choiceAt,
  type Entry,
  entriesAt,
  type Node,
  numberAt,
  placeOf,
  textAt,
  textOf,
  textsAt,
} from "./tree.ts";
import { formats } from "./vocabulary-words.ts";

/** A source without what depends on the attributes: its digest and whether its key is personal. */
export type SourceDraft = Omit<Source, "digest" | "keyPersonal"> & { readonly keyPersonal: boolean | null };

/** One source of an entity type, with its fields resolved. */
export function readSource(outlined: SourceOutline, entity: EntityOutline, reading: Reading): SourceDraft {
  const { node, name, system } = outlined;
  const { outline, faults } = reading;
  if (!outline.systems.has(system)) {
    const noun = "system";
    faults.unknown(placeOf(node, "system"), "unknown-system", {
      noun,
      name: system,
      known: outline.systems.keys(),
    });
  }
  if (at(node, "table") !== null && at(node, "file") !== null)
    faults.error(
      placeOf(node, "file"),
      "contradiction",
      `'${name}' is a table and a file`,
      "leave one of them out",
    );

  const key = readKey(node, reading);
  const fields = entriesAt(node, "fields").flatMap((entry) => readFields(entry, { entity, system }, reading));
  return {
    name,
    place: outlined.place,
    entity: entity.name,
    system,
    table: textAt(node, "table"),
    file: textAt(node, "file"),
    format: readFormat(node),
    key,
    keyPersonal: booleanAt(node, "key-personal"),
    link: readLink(node, key, reading),
    fields: new Map(fields),
    links: readKeyLinks(node, entity, reading),
    valid: readValid(node, reading),
    guard: {
      deleted: numberAt(at(node, "guard"), "deleted") ?? 0.2,
      changed: numberAt(at(node, "guard"), "changed") ?? 0.5,
    },
  };
}

/** The field of an attribute; of one declared `per` a code list one for each code that it is mapped for. */
function readFields(
  entry: Entry,
  of: { readonly entity: EntityOutline; readonly system: string },
  reading: Reading,
): readonly (readonly [string, Field])[] {
  const { entity, system } = of;
  const name = entry.key.text;
  const per = entity.declared.get(name);
  if (per) return readQualifiedFields(entry, { ...of, per }, reading);
  if (!isAttribute({ text: name, node: entry.key }, entity, reading)) return [];
  const type = typesOf(entity, reading).get(name) ?? null;
  if (at(entry.value, "per") !== null)
    reading.faults.error(
      placeOf(entry.value, "per"),
      "wrong-type",
      `'${name}' has one value, and its field is per code`,
      "declare the attribute `per: <code list>`",
    );
  const field = readField(entry.value, { attribute: name, type, system }, reading);
  return field === null ? [] : [[name, field]];
}

function readValid(node: Node, { faults }: Reading): Source["valid"] {
  const valid = at(node, "valid");
  const from = textAt(valid, "from");
  if (valid === null || from === null) return null;
  const place = placeOf(node, "valid");
  const to = textAt(valid, "to");
  if (to === from)
    faults.error(place, "contradiction", `'${from}' is the first day and the end`, "name two columns");
  const zone = textAt(valid, "zone");
  if (zone !== null && !isZone(zone))
    faults.error(
      placeOf(valid, "zone"),
      "wrong-shape",
      `'${shown(zone)}' is no time zone`,
      "name one of the time zone database, such as Europe/Berlin",
    );
  return { place, from, to, order: textAt(valid, "order"), zone };
}

function readKey(node: Node, { faults }: Reading): readonly string[] {
  const columns = textsAt(node, "key");
  const key = at(node, "key");
  if (key?.kind === "list" && key.items.length === 0)
    faults.error(key.place, "missing-key", "the key has no column", "name at least one");
  const seen = new Set<string>();
  for (const column of columns) {
    if (seen.has(column.text))
      faults.error(
        column.node.place,
        "duplicate-key",
        `the key has the column '${shown(column.text)}' twice`,
        "name it once",
      );
    seen.add(column.text);
  }
  return [...seen];
}

function readFormat(node: Node): FileFormat | null {
  const short = choiceAt(node, "format", formats, null);
  if (short !== null) return { type: short, delimiter: null };
  const format = at(node, "format");
  const type = choiceAt(format, "type", formats, null);
  return type === null ? null : { type, delimiter: textAt(format, "delimiter") };
}

/** The template of the address, whose placeholders must be `{key}` or, of several key columns, their names. */
function readLink(node: Node, key: readonly string[], { faults }: Reading): string | null {
  const template = textAt(node, "link");
  if (template === null) return null;
  const known = new Set(["key", ...key]);
  for (const [, placeholder = ""] of template.matchAll(/\{([^{}]*)\}/g))
    if (!known.has(placeholder))
      faults.error(
        placeOf(node, "link"),
        "unknown-placeholder",
        `'{${shown(placeholder)}}' in the link is no column of the key`,
        `there is: ${[...known].map((name) => `{${name}}`).join(", ")}`,
      );
  return template;
}

function readKeyLinks(node: Node, entity: EntityOutline, reading: Reading): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  for (const { key, value } of [...entriesAt(node, "link"), ...entriesAt(node, "links")]) {
    const source = sourceOfEntity({ text: key.text, node: key }, entity, reading);
    const column = textOf(value);
    if (source === null || column === null) continue;
    if (links.has(source))
      reading.faults.error(
        key.place,
        "duplicate-key",
        `the key of '${source}' is linked by two columns`,
        "name the one that holds it",
      );
    links.set(source, column);
  }
  return links;
}

/**
 * The digest of a mapping: of all that decides what a row says, so also the types, the standardising, the codes and
 * the rules that are judged at the door.
 */
export function sourceDigest(
  draft: SourceDraft,
  context: {
    readonly codes: ReadonlyMap<string, CodeList>;
    readonly door: unknown;
    readonly attributes: unknown;
  },
): string {
  const all = [...draft.fields.values()].flatMap((field) => [field, ...(field.fields?.values() ?? [])]);
  const lists = all.flatMap(({ codes }) => {
    const list = codes === null ? undefined : context.codes.get(codes);
    if (list === undefined) return [];
    return [
      [...list.codes.values()].map((code) => [code.code, code.bySystem.get(draft.system) ?? code.code]),
    ];
  });
  const { key, fields, links, format, valid } = draft;
  return digestOf({
    key,
    fields,
    links,
    format,
    valid,
    lists,
    door: context.door,
    attributes: context.attributes,
  });
}
