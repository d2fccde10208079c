import type { Document, Scalar } from "yaml";
import { Composer, isAlias, isMap, isNode, isScalar, isSeq, Parser } from "yaml";

/** For who edits a file where it stands: what the library knows of the places of its nodes. */
export { isCollection, isMap, isScalar, isSeq, type Pair, parseAllDocuments, type YAMLMap } from "yaml";

import { modelDepthMax, modelFileCharsMax, modelNodesMax } from "../../limits.ts";
import type { Faults } from "./fault.ts";
import { shown } from "./fault.ts";
import type { ModelFile } from "./model.ts";
import type { Place } from "./place.ts";
import type { Entry, Node, ScalarNode } from "./tree.ts";

/**
 * The documents of a file as trees; what cannot be read is a fault and left out. The only place that reads with the YAML
 * library. Bounded: aliases are expanded (they are the usual way to repeat a part) up to a number of nodes.
 */
export function yamlTree(file: ModelFile, faults: Faults): readonly Node[] {
  // A byte order mark is no content: without it the first line counts its columns as an editor shows them.
  const text = file.text.startsWith("\uFEFF") ? file.text.slice(1) : file.text;
  if (text.length > modelFileCharsMax) {
    const message = `the file has ${text.length} characters; at most ${modelFileCharsMax} are read`;
    faults.error(
      { file: file.path, line: 1, column: 1 },
      "not-readable",
      message,
      "divide it into several files",
    );
    return [];
  }

  const place = placesIn(file.path, text);
  // `uniqueKeys` of the library compares each key with each other; the walk below does it in one pass.
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false });
  const documents = [...composer.compose(new Parser().parse(text), false, text.length)];
  return documents.flatMap((document) => {
    reportErrors(document, place, faults);
    const walk = new Walk(document, { text, place, faults });
    const root = walk.root();
    return root === null ? [] : [root];
  });
}

/**
 * The place of each offset. NOTE: the line counter of the library misses lines that lie within a broken flow
 * collection, so the lines are counted here.
 */
function placesIn(file: string, text: string): (offset: number) => Place {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return (offset) => {
    const within = Math.min(Math.max(offset, 0), text.length);
    let low = 0;
    for (let high = starts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= within) low = middle;
      else high = middle;
    }
    return { file, line: low + 1, column: within - (starts[low] ?? 0) + 1 };
  };
}

/** One document may break in a thousand places for one cause; the first few say it. */
const errorsShownMax = 20;

/** What to do about what the parser says, by its code. */
const yamlHints: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  BAD_INDENT:
    "close the bracket that is open above it, or indent what belongs together by the same number of spaces",
  MISSING_CHAR: "close every quote and bracket, and put a space behind the colon of a key",
  BAD_QUOTED_STRING: "close the quote on the same line",
  UNEXPECTED_TOKEN: "put texts with : # { } [ ] , & * ! | > ' or % into quotes",
  MULTILINE_IMPLICIT_KEY: "a key and its colon stand on one line; is a colon or a bracket missing above?",
  BLOCK_AS_IMPLICIT_KEY:
    "put a text with a colon and a space in it into quotes; lines that go on are not to be indented more than their key",
  BLOCK_IN_FLOW:
    "put a text with a colon and a space in it into quotes; within { } and [ ] separate by commas, and not by lines",
  DUPLICATE_KEY: "name each key once",
  KEY_OVER_1024_CHARS: "keys are names; is a quote missing above?",
  BAD_SCALAR_START: "put it into quotes",
  BAD_DQ_ESCAPE: "write a backslash within double quotes as \\\\, or use single quotes",
};
const otherwise = "look at what stands before it too: an open quote or bracket is often told of only here";

function reportErrors(document: Document, place: (offset: number) => Place, faults: Faults): void {
  for (const error of document.errors.slice(0, errorsShownMax)) {
    if (error.code === "RESOURCE_EXHAUSTION") continue; // The walk says it, once.
    const hint = yamlHints[error.code] ?? otherwise;
    faults.error(place(error.pos[0]), "broken-yaml", `not YAML: ${shown(error.message)}`, hint);
  }
  if (document.errors.some((error) => error.code === "RESOURCE_EXHAUSTION"))
    faults.error(
      place(document.range?.[0] ?? 0),
      "not-readable",
      "nested too deeply to be read",
      "no model needs so many levels: is a bracket open?",
    );
}

interface Context {
  readonly text: string;
  readonly place: (offset: number) => Place;
  readonly faults: Faults;
}

class Walk {
  readonly #document: Document;
  readonly #context: Context;
  readonly #anchors = new Map<string, unknown>();
  readonly #open = new Set<unknown>();
  #nodes = 0;
  #gaveUp = false;

  constructor(document: Document, context: Context) {
    this.#document = document;
    this.#context = context;
  }

  root(): Node | null {
    if (this.#document.errors.length > 0 || this.#document.contents === null) return null;
    const root = this.#node(this.#document.contents, 0, this.#document.range?.[0] ?? 0);
    if (this.#gaveUp) return null;
    return root.kind === "scalar" && root.value === null ? null : root;
  }

  #node(node: unknown, depth: number, offset: number): Node {
    this.#nodes++;
    const start = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    const place = this.#context.place(start);
    if (this.#gaveUp) return nothing(place);
    if (this.#nodes > modelNodesMax || depth > modelDepthMax)
      return this.#giveUp(
        place,
        depth > modelDepthMax
          ? `nested more than ${modelDepthMax} deep`
          : `more than ${modelNodesMax} values, aliases counted each time`,
      );
    if (isAlias(node)) return this.#alias(node.source, depth, { start, place });
    if (isMap(node) || isSeq(node) || isScalar(node)) {
      if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
      // NOTE: a node stays open while it is walked, so that an alias to it from within is seen as a circle.
      this.#open.add(node);
      const made = isScalar(node)
        ? scalar(node, place, this.#context.text)
        : isSeq(node)
          ? {
              kind: "list" as const,
              place,
              items: node.items.map((item) => this.#node(item, depth + 1, start)),
            }
          : { kind: "map" as const, place, entries: this.#entries(node.items, depth, start) };
      this.#open.delete(node);
      return made;
    }
    return nothing(place);
  }

  #alias(name: string, depth: number, at: { start: number; place: Place }): Node {
    const target = this.#anchors.get(name);
    if (target === undefined || this.#open.has(target)) {
      this.#context.faults.error(
        at.place,
        "broken-yaml",
        `the alias '*${shown(name)}' stands for nothing before it`,
        `name it before: &${shown(name)}`,
      );
      return nothing(at.place);
    }
    return this.#node(target, depth, at.start);
  }

  #entries(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    depth: number,
    offset: number,
  ): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const pair of pairs) {
      const key = this.#node(pair.key, depth + 1, offset);
      const value = this.#node(pair.value, depth + 1, endOf(pair.key) ?? offset);
      if (key.kind !== "scalar") {
        this.#context.faults.error(
          key.place,
          "broken-yaml",
          "a key must be one word, not a list or a map",
          "put it into quotes, where it is meant as one",
        );
        continue;
      }
      const before = entries.get(key.text);
      if (before === undefined) entries.set(key.text, { key, value });
      else
        this.#context.faults.error(
          key.place,
          "duplicate-key",
          `the key '${shown(key.text)}' stands twice`,
          `it stands on line ${before.key.place.line} already`,
        );
    }
    return entries;
  }

  #giveUp(place: Place, why: string): Node {
    this.#gaveUp = true;
    this.#context.faults.error(
      place,
      "not-readable",
      why,
      "part it into several files, and repeat less by aliases",
    );
    return nothing(place);
  }
}

function endOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[1] : undefined;
}

function scalar(node: Scalar, place: Place, source: string): ScalarNode {
  const quoted = node.type !== undefined && node.type !== "PLAIN";
  const value = simple(node.value);
  const text = typeof value === "string" ? value : (node.source ?? "");
  const start = node.range?.[0] ?? 0;
  const skip = node.type === "PLAIN" ? 0 : 1;
  const asWritten = source.startsWith(text, start + skip) && !text.includes("\n");
  return { kind: "scalar", place, value, text, quoted, textColumn: asWritten ? place.column + skip : null };
}

function simple(value: unknown): string | number | boolean | null {
  if (typeof value === "number" || typeof value === "boolean") return value;
  // Half a character (an escape like "\\ud800") has no UTF-8 form and could be neither hashed nor stored.
  return value === null || value === undefined ? null : String(value).toWellFormed();
}

function nothing(place: Place): ScalarNode {
  return { kind: "scalar", place, value: null, text: "", quoted: false, textColumn: null };
}
