import { type FileMetaData, parquetSchema, type SchemaElement, type SchemaTree } from "hyparquet";
import { isListLike } from "hyparquet/src/schema.js";
import type { Raw } from "../../core/value/raw.ts";
import { RawNumber } from "../../core/value/raw.ts";
import { refuse } from "../../errors.ts";
import { columnsMax, jsonDepthMax } from "../../limits.ts";
import { type Convert, leafConvert } from "./parquet-value.ts";
import { fault } from "./read-blocks.ts";
import { refuseBroken } from "./refuse-broken.ts";

/** One column of a Parquet file: its name, and what its stored values mean. */
export interface ParquetColumn {
  readonly name: string;
  readonly convert: Convert;
  /** A plain column: each of its rows has a value or null, and anything else is damage. */
  readonly flat: boolean;
}

/** The columns of a file. Refuses types that cannot be read, by the name of the column. */
export function columnsOf(metadata: FileMetaData): readonly ParquetColumn[] {
  const { children } = parquetSchema(metadata);
  if (children.length > columnsMax) {
    refuse(
      "file-columns-too-many",
      `The file has ${children.length} columns; at most ${columnsMax} are read.`,
    );
  }
  const names = new Set<string>();
  for (const { element } of children) {
    if (names.has(element.name)) {
      refuse("file-column-twice", `The column ${JSON.stringify(element.name)} stands twice in the file.`);
    }
    names.add(element.name);
  }
  return children.map((node) => ({
    name: node.element.name,
    convert: convertOf(node, 1),
    flat: node.children.length === 0 && node.element.repetition_type !== "REPEATED",
  }));
}

/**
 * The metadata with the meaning of its columns taken away, so that hyparquet hands out what is stored: it would make
 * floating point numbers of decimals and milliseconds of all instants, and lose what these cannot hold.
 */
export function withoutMeaning(metadata: FileMetaData): FileMetaData {
  return { ...metadata, schema: metadata.schema.map(storedElement) };
}

function storedElement(element: SchemaElement): SchemaElement {
  const { converted_type: _, logical_type: __, ...stored } = element;
  return isList(element) ? { ...stored, converted_type: "LIST" } : stored;
}

function convertOf(node: SchemaTree, depth: number): Convert {
  const name = node.path.join(".");
  if (depth > jsonDepthMax)
    refuse("row-too-deep", `The column ${name} is nested deeper than ${jsonDepthMax} levels.`);
  // A struct is handed out as an object, where this name would not be a member.
  if (depth > 1 && node.element.name === "__proto__") refuseColumn(name);
  const inner = node.children.length > 0 ? groupConvert(node, depth) : leafConvert(node.element);
  if (inner === null) refuseColumn(name);
  const convert: Convert = (value, faults) =>
    value === null || value === undefined ? null : inner(value, faults);
  if (node.element.repetition_type !== "REPEATED") return convert;
  return (value, faults) => arrayOf(value).map((each) => convert(each, faults));
}

function groupConvert(node: SchemaTree, depth: number): Convert | null {
  const { element, children } = node;
  if (element.logical_type?.type === "VARIANT") return null;
  const [child] = children;
  if (isListLike({ ...node, element: storedElement(element) }) && child !== undefined) {
    const [only] = child.children;
    const item = convertOf(only ?? once(child), depth + 1);
    return (value, faults) => arrayOf(value).map((each) => item(each, faults));
  }
  if (isMap(element) && child?.children.length === 2) return mapConvert(child, depth);
  const members = children.map((each) => [each.element.name, convertOf(each, depth + 1)] as const);
  return (value, faults) =>
    new Map(members.map(([name, convert]) => [name, convert(memberOf(value, name), faults)]));
}

/** A map is stored as a list of pairs, and is handed out so, since its keys could not all be those of an object. */
function mapConvert(pairs: SchemaTree, depth: number): Convert | null {
  const [keyNode, valueNode] = pairs.children;
  if (keyNode === undefined || valueNode === undefined) return null;
  const key = convertOf(keyNode, depth + 1);
  const item = convertOf(valueNode, depth + 1);
  return (value, faults) => {
    const map = new Map<string, Raw>();
    for (const pair of arrayOf(memberOf(value, pairs.element.name))) {
      const name = keyText(key(memberOf(pair, keyNode.element.name), faults));
      if (map.has(name)) faults.push(fault("row-key-twice", "A key stands twice in one map."));
      map.set(name, item(memberOf(pair, valueNode.element.name), faults));
    }
    return map;
  };
}

function keyText(key: Raw): string {
  return key instanceof RawNumber ? key.text : String(key);
}

/** A node as it is within its own repetition. */
function once(node: SchemaTree): SchemaTree {
  return { ...node, element: { ...node.element, repetition_type: "OPTIONAL" } };
}

function isList({ converted_type: old, logical_type: logical }: SchemaElement): boolean {
  return old === "LIST" || logical?.type === "LIST";
}

function isMap({ converted_type: old, logical_type: logical }: SchemaElement): boolean {
  return old === "MAP" || old === "MAP_KEY_VALUE" || logical?.type === "MAP";
}

function arrayOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) refuseBroken("a repeated column holds something else");
  return value;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) refuseBroken("a group holds something else");
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : null;
}

function refuseColumn(name: string): never {
  refuse("file-column-unsupported", `The column ${JSON.stringify(name)} is of a type that cannot be read.`, {
    hint: "Write the file without it, or as text.",
  });
}
