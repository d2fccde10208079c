import { invariant, type Refusal } from "../../errors.ts";
import { fieldBytesMax } from "../../limits.ts";
import { type FactKey, factKey } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import { columnsOf, readColumns } from "../model/columns.ts";
import type { Model } from "../model/model.ts";
import type { Source } from "../model/source.ts";
import type { Stated } from "../value/canonical.ts";
import type { RawObject } from "../value/raw.ts";
import { rawText } from "../value/raw-text.ts";
import { isRefusal } from "../value/reading.ts";
import { type Column, compileColumn, hasColumn } from "./column.ts";
import { compileElements, type ElementsMapping, type StatedElements } from "./elements-field.ts";
import type { FieldMapping } from "./field-mapping.ts";
import type { FieldCheck, HeldFact, Mapping, Observation, RefusedObservation } from "./observation.ts";
import { compileQualifierChecks, compileSpokenFor, type QualifierCheck } from "./qualifier.ts";
import { compileValidity, type Dating, undated } from "./read-validity.ts";
import { RecordContent } from "./record-content.ts";
import { compileRecordKey, keyOf } from "./record-key.ts";
import { compileField, compileStated } from "./shape-field.ts";

/** What a mapping is compiled with besides the model. */
export interface MappingParts {
  /** The field rules of an attribute: a value that breaks one is held back like one that cannot be read. */
  readonly fieldCheck?: FieldCheck;
  /** With what the digests of records begin; another one for each mapping. Without it, the digest of the mapping. */
  readonly seed?: string;
}

/** Compiles the mapping of a source of a checked model: once, then fast for each row. */
export function compileMapping(
  model: Model,
  source: Source,
  { fieldCheck = noRules, seed = source.digest }: MappingParts = {},
): Mapping {
  const fields = compileFields(model, source, fieldCheck);
  const links = [...source.links].sort(byName).map(([to, from]) => ({ to, column: compileColumn(from) }));
  const qualifiers = compileQualifierChecks(source);
  const keyOfRow = compileRecordKey(source.key);
  const readDating = compileValidity(source);
  const byAttribute = new Map(fields.map((field) => [field.name, field]));
  return {
    source: source.name,
    missingColumns: (columns) => missingColumns(source, columns),
    observe: (row) => {
      const found = keyOfRow(row.fields);
      if ("code" in found) return { key: null, refused: found };
      const dating = readDating === null ? undated : readDating(row.fields);
      if ("code" in dating) return { key: found.key, refused: dating };
      return observe(row.fields, {
        key: found.key,
        dating,
        seed,
        fields,
        qualifiers,
        links,
      });
    },
    toSource: (attribute, value) => {
      const field = byAttribute.get(attribute);
      invariant(field !== undefined, `the source '${source.name}' maps '${attribute}'`);
      if (value !== null) return field.mapping.write(value);
      return new Map(field.columns.map((column) => [column, null]));
    },
  };
}

/**
 * Why values of an attribute cannot be written through the mapping of a source; `null` where each value that the
 * source can hold reads back as the same value.
 */
export function invertible(model: Model, source: Source, attribute: string): Refusal | null {
  const field = source.fields.get(attribute);
  if (field === undefined) return notInvertible(`'${source.name}' does not map '${attribute}'.`);
  for (const [other, beside] of source.fields) {
    if (other === attribute || beside.spokenFor?.spelled !== field.spokenFor?.spelled) continue;
    const shared = columnsOf(beside).find((column) => columnsOf(field).includes(column));
    if (shared !== undefined)
      return notInvertible(`The column '${shared}' of '${source.name}' is that of '${other}' too.`);
  }
  return compileField({ model, source, attribute: attributeOf(model, source, attribute), field }).oneWay;
}

const noRules: FieldCheck = () => null;

interface CompiledField {
  readonly name: string;
  readonly fact: FactKey;
  readonly columns: readonly string[];
  readonly stated: Column;
  readonly mapping: FieldMapping;
  /** Where the elements of the list are facts of their own. */
  readonly elements: ElementsMapping | null;
  readonly check: ((value: Stated) => Refusal | null) | null;
}

function compileFields(model: Model, source: Source, fieldCheck: FieldCheck): readonly CompiledField[] {
  return [...source.fields].sort(byName).map(([name, field]) => {
    const attribute = attributeOf(model, source, name);
    const of = { model, source, attribute, field };
    const { type } = attribute;
    const elements = attribute.elements && type.kind === "list" ? compileElements(of, type) : null;
    return {
      name,
      fact: factKey(name),
      columns: columnsOf(field),
      stated: compileSpokenFor(field, compileStated(field)),
      mapping: elements?.mapping ?? compileField(of),
      elements,
      check: fieldCheck(attribute),
    };
  });
}

interface Context {
  readonly key: string;
  readonly dating: Dating;
  readonly seed: string;
  readonly fields: readonly CompiledField[];
  readonly qualifiers: readonly QualifierCheck[];
  readonly links: readonly { readonly to: string; readonly column: Column }[];
}

const noText: ReadonlyMap<FactKey, string> = new Map();
const noLinks: ReadonlyMap<string, string> = new Map();
const noneHeld: readonly HeldFact[] = [];

/** What a row states, as it is gathered field by field. */
class Gathered {
  readonly content = new RecordContent();
  readonly claims = new Map<FactKey, Stated>();
  raw: Map<FactKey, string> | null = null;
  held: HeldFact[] | null = null;

  hold(fact: FactKey, refusal: Refusal, text: string): void {
    this.held ??= [];
    this.held.push({ fact, refusal });
    this.content.held(fact, refusal);
    this.keep(fact, text);
  }

  /** States a value; its raw text is kept where it is another. */
  state(fact: FactKey, value: Stated, text: string): void {
    this.claims.set(fact, value);
    this.content.claim(fact, value);
    if (text !== (value ?? "")) this.keep(fact, text);
  }

  keep(fact: FactKey, text: string): void {
    this.raw ??= new Map();
    const kept = storable(text);
    this.raw.set(fact, kept);
    this.content.raw(fact, kept);
  }
}

function observe(row: RawObject, context: Context): Observation | RefusedObservation {
  const gathered = new Gathered();
  for (const field of context.fields) readField(field, row, gathered);
  for (const check of context.qualifiers) {
    const refusal = check.refusal(row);
    if (refusal !== null) gathered.hold(check.fact, refusal, check.text(row));
  }
  const links = readLinks(row, context);
  if ("code" in links) return { key: null, refused: links };
  const { key, seed, dating } = context;
  for (const [to, named] of links) gathered.content.link(to, named);
  return {
    key,
    valid: dating.valid,
    order: dating.order,
    claims: gathered.claims,
    held: gathered.held ?? noneHeld,
    links,
    raw: gathered.raw ?? noText,
    digest: gathered.content.digest(seed, { key, valid: dating.valid, order: dating.order }),
  };
}

function readField(field: CompiledField, row: RawObject, gathered: Gathered): void {
  const stated = field.stated(row);
  if (stated === undefined) return;
  const text = typeof stated === "string" ? stated : rawText(stated);
  if (field.elements !== null) {
    readElements(field, field.elements.read(stated, row), text, gathered);
    return;
  }
  const value = field.mapping.read(stated, row);
  const fault = isRefusal(value) ? value : (field.check?.(value) ?? null);
  if (fault !== null) gathered.hold(field.fact, fault, text);
  else if (!isRefusal(value)) gathered.state(field.fact, value, text);
}

/** A fact for each element. Under the name of the list itself stands that it is stated whole: nothing else is in it. */
function readElements(
  field: CompiledField,
  stated: StatedElements | Refusal,
  text: string,
  gathered: Gathered,
): void {
  if ("code" in stated) {
    gathered.hold(field.fact, stated, text);
    return;
  }
  if (stated.whole) gathered.state(field.fact, null, "");
  for (const [key, element] of stated.elements) {
    const fact = factKey(field.name, key);
    const fault = field.check?.(element) ?? null;
    if (fault === null) gathered.state(fact, element, element);
    else gathered.hold(fact, fault, element);
  }
}

function readLinks(row: RawObject, { links }: Context): ReadonlyMap<string, string> | Refusal {
  if (links.length === 0) return noLinks;
  const found = new Map<string, string>();
  for (const { to, column } of links) {
    const stated = column(row);
    if (stated === undefined || stated === null || stated === "") continue;
    const key = keyOf(stated);
    if ("code" in key) return linkUnreadable(to);
    found.set(to, key.key);
  }
  return found;
}

/** A text as PostgreSQL can keep it: what it cannot hold is shown, what is too long is cut. The row itself is in quarantine. */
function storable(text: string): string {
  const short = text.length > fieldBytesMax ? text.slice(0, fieldBytesMax / 4) : text;
  const visible = short.includes("\0") ? short.replaceAll("\0", "\u2400") : short;
  return visible.toWellFormed();
}

function missingColumns(source: Source, columns: readonly string[]): readonly string[] {
  const header = new Set(columns);
  const nested = source.format?.type !== "csv";
  const wanted = new Set(source.key);
  for (const field of source.fields.values()) for (const column of readColumns(field)) wanted.add(column);
  for (const from of source.links.values()) wanted.add(from);
  const { from = null, to = null, order = null } = source.valid ?? {};
  for (const column of [from, to, order]) if (column !== null) wanted.add(column);
  return [...wanted].filter((from) => !hasColumn(header, from, nested));
}

function attributeOf(model: Model, source: Source, name: string): Attribute {
  const attribute = model.entities.get(source.entity)?.attributes.get(name);
  invariant(attribute !== undefined, "a checked source maps attributes that its entity type has");
  return attribute;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function notInvertible(message: string): Refusal {
  return { code: "mapping-not-invertible", message };
}

function linkUnreadable(to: string): Refusal {
  return {
    code: "record-link-unreadable",
    message: `The column that links to '${to}' holds no key: nested, too long, or not storable.`,
    fields: { source: to },
  };
}
