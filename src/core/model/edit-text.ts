import {
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from "./yaml-tree.ts";

/** A value of YAML that is to be written. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | YamlObject;
export interface YamlObject {
  readonly [key: string]: YamlValue;
}

/** What is to stand in one map of a file. */
export interface MapEdit {
  /** Where the map is, from the root of its document, and the line of its key: a file may hold several documents. */
  readonly path: readonly string[];
  readonly line: number;
  readonly set: YamlObject;
  /** What is to be taken out of a list of the map; a list that is left empty goes as a whole. */
  readonly remove: { readonly list: string; readonly items: readonly string[] } | null;
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The text of a file after an edit. All around it stays as it was written, comments and flow style too. `null` where the map
 * is not written out at that place: it comes by an alias, or the file is another by now.
 */
export function editedText(text: string, { path, line, set, remove }: MapEdit): string | null {
  const meant = parseAllDocuments(text, { merge: true })
    .map((one) => ({ map: one.getIn(path.slice(0, -1), true), name: path.at(-1) ?? "" }))
    .map(({ map, name }) => (isMap(map) ? pairOf(map, name) : undefined))
    .find((pair) => text.slice(0, rangeOf(pair?.key)?.[0] ?? 0).split("\n").length === line);
  const node = meant?.value;
  const splices = isMap(node) ? mapSplices(text, node, set, remove) : scalarSplices(node, set, remove);
  if (splices === null) return null;
  let edited = text;
  for (const one of splices.toSorted((a, b) => b.from - a.from))
    edited = edited.slice(0, one.from) + one.text + edited.slice(one.to);
  return edited;
}

function mapSplices(text: string, map: YAMLMap, set: YamlObject, remove: MapEdit["remove"]): Splice[] | null {
  const first = rangeOf(map.items[0]?.key)?.[0];
  const start = rangeOf(map)?.[0];
  if (start === undefined) return null;
  const splices: Splice[] = [];
  const added: string[] = [];
  for (const [key, value] of Object.entries(set)) {
    const pair = pairOf(map, key);
    const [from, to] = [rangeOf(pair?.key)?.[1], pair === undefined ? undefined : endOf(text, pair)];
    if (pair === undefined) added.push(`${yamlText(key)}: ${yamlFlow(value)}`);
    else if (from === undefined || to === undefined) return null;
    else splices.push({ from, to, text: `: ${yamlFlow(value)}` });
  }
  if (added.length > 0) {
    if (map.flow) splices.push(flowSplice(text, start, added, first !== undefined));
    else if (first === undefined) return null;
    else
      splices.push({
        from: first,
        to: first,
        text: added.map((one) => one + newLine(text, first)).join(""),
      });
  }
  if (remove === null) return splices;
  const taken = removalSplice(text, map, remove.list, new Set(remove.items));
  return taken === null ? null : [...splices, taken];
}

/** Behind the brace that opens a map in flow style. */
function flowSplice(text: string, brace: number, added: readonly string[], before: boolean): Splice {
  const from = brace + 1;
  const rest = /^ */.exec(text.slice(from))?.[0].length ?? 0;
  return { from, to: from + rest, text: ` ${added.join(", ")}${before ? ", " : " "}` };
}

/** A code that says nothing of itself yet. */
function scalarSplices(node: unknown, set: YamlObject, remove: MapEdit["remove"]): Splice[] | null {
  if (!isScalar(node) || node.value !== null || remove !== null) return null;
  const at = rangeOf(node)?.[0];
  return at === undefined ? null : [{ from: at, to: at, text: ` ${yamlFlow(set)}` }];
}

function removalSplice(text: string, map: YAMLMap, list: string, gone: ReadonlySet<string>): Splice | null {
  const pair = pairOf(map, list);
  const value = pair?.value;
  if (pair === undefined || !isSeq(value)) return null;
  const kept = value.items.flatMap((item) => {
    const range = rangeOf(item);
    const source = isMap(item) ? item.get("source") : isScalar(item) ? item.value : undefined;
    return range === undefined || gone.has(String(source)) ? [] : [text.slice(range[0], range[1]).trim()];
  });
  if (kept.some((one) => one.includes("\n"))) return null;
  const from = rangeOf(pair.key)?.[0];
  const [after, to] = [rangeOf(pair.key)?.[1], endOf(text, pair)];
  if (from === undefined || after === undefined || to === undefined) return null;
  return kept.length > 0
    ? { from: after, to, text: `: [${kept.join(", ")}]` }
    : withoutPair(text, map, { from, to, text: "" });
}

/** Takes with a pair the comma, or the line, that it leaves behind. */
function withoutPair(text: string, map: YAMLMap, { from, to }: Splice): Splice {
  if (!map.flow) {
    const line = text.lastIndexOf("\n", from - 1) + 1;
    const next = text.indexOf("\n", to);
    return { from: line, to: next < 0 ? text.length : next + 1, text: "" };
  }
  const behind = /^\s*,\s*/.exec(text.slice(to))?.[0].length;
  if (behind !== undefined) return { from, to: to + behind, text: "" };
  return { from: from - (/,\s*$/.exec(text.slice(0, from))?.[0].length ?? 0), to, text: "" };
}

const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find(({ key: named }) => isScalar(named) && String(named.value) === key);

/** Where a node stands: its first character, and the one behind what it says. */
const rangeOf = (node: unknown): readonly number[] | undefined =>
  isScalar(node) || isCollection(node) ? (node.range ?? undefined) : undefined;

/** The end of what a pair says, without the comments and the space behind it. */
function endOf(text: string, { key, value }: Pair): number | undefined {
  const end = rangeOf(value)?.[1] ?? rangeOf(key)?.[1];
  if (end === undefined || !isCollection(value)) return end;
  return text.slice(0, end).trimEnd().length;
}

/** A new line that begins in the column of a place. */
function newLine(text: string, at: number): string {
  return `\n${" ".repeat(at - (text.lastIndexOf("\n", at - 1) + 1))}`;
}

/** YAML in flow style. */
export function yamlFlow(value: YamlValue): string {
  if (typeof value === "string") return yamlText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map(yamlFlow).join(", ")}]`;
  const members = Object.entries(value).map(([key, member]) => `${yamlText(key)}: ${yamlFlow(member)}`);
  return `{ ${members.join(", ")} }`;
}

const isList = (value: YamlValue): value is readonly YamlValue[] => Array.isArray(value);

/** Words that begin with a letter and that YAML takes for nothing else stand plainly. */
const yamlText = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9_-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
