import { faultCodes } from "../../src/core/model/fault.ts";
import type { KeyShape, RecordShape, Shape } from "../../src/core/model/shape.ts";
import { document } from "../../src/core/model/vocabulary.ts";
import { type Blocks, code, table } from "./blocks.ts";
import type { KeyNote } from "./key-note.ts";
import { modelNotes } from "./model-notes.ts";

/** Every map of the model language by the key under which it stands, the document itself first. */
export function sectionsOf(root: RecordShape = document): ReadonlyMap<string, RecordShape> {
  const sections = new Map<string, RecordShape>([["document", root]]);
  const visit = (name: string, shape: Shape): void => {
    switch (shape.kind) {
      case "record": {
        const section = shape.section ?? name;
        const before = sections.get(section);
        if (before === shape) return;
        if (before !== undefined) throw new Error(`two different maps stand under '${section}'`);
        sections.set(section, shape);
        visitKeys(shape);
        return;
      }
      case "list":
      case "table":
        visit(name, shape.of);
        return;
      case "either":
        for (const one of shape.of) visit(name, one);
    }
  };
  const visitKeys = (record: RecordShape): void => {
    for (const [key, { shape }] of Object.entries(record.keys)) visit(key, shape);
  };
  visitKeys(root);
  return sections;
}

/** The keys of a section, and under `<system>` what the user may name himself. */
export function keysOf(section: RecordShape): Readonly<Record<string, KeyShape>> {
  return section.others === undefined ? section.keys : { ...section.keys, "<system>": section.others };
}

/** The note of a key; throws where nobody has written one. */
export function noteOf(section: string, key: string): KeyNote {
  const note = modelNotes[section]?.[key];
  if (note === undefined) throw new Error(`scripts/docs/*-notes.ts says nothing of ${section}.${key}`);
  return note;
}

/** One table of keys for each section, the faults, and the words that are not yet spoken. */
export function modelBlocks(): Blocks {
  const sections = [...sectionsOf()];
  const tables = sections.map(([name, section]) => [`keys of ${name}`, keyTable(name, section)] as const);
  const faults = table(
    ["fault", "what it means"],
    Object.entries(faultCodes).map(([name, means]) => [code(name), means]),
  );
  return { ...Object.fromEntries(tables), faults, "not yet spoken": laterTable(sections) };
}

function keyTable(name: string, section: RecordShape): string {
  const rows = Object.entries(keysOf(section)).map(([key, shape]) => {
    const note = noteOf(name, key);
    const { meaning, byDefault } = wordsOf(shape.about);
    return [
      code(key),
      typeOf(key, shape.shape),
      shape.required ? "required" : (note.default ?? byDefault ?? ""),
      meaning,
      code(note.example),
      (note.faults ?? []).map(code).join(" "),
    ];
  });
  return table(["key", "type", "default", "what it says", "example", "faults"], rows);
}

/** Parts the words of the vocabulary from the default that they may end in. */
function wordsOf(about: string): { readonly meaning: string; readonly byDefault: string | null } {
  const [whole, before = "", named = ""] = /^(.*?)\s*Default: ([^.]+(?:\.\d+)?)\.$/s.exec(about) ?? [];
  if (whole === undefined) return { meaning: about, byDefault: null };
  return { meaning: before, byDefault: /^[\w.-]+$/.test(named) ? code(named) : named };
}

function typeOf(key: string, shape: Shape): string {
  switch (shape.kind) {
    case "text":
      if (shape.words !== undefined) return `${shape.words.map(code).join(", ")}, or a named type`;
      if (shape.exact) return "text, quoted";
      return shape.pattern === undefined
        ? "text"
        : (patternNames.get(shape.pattern.words) ?? shape.pattern.words);
    case "choice":
      return shape.words.map(code).join(", ");
    case "boolean":
      return "`true`, `false`";
    case "number":
      return `${shape.whole ? "whole number" : "number"} ${shape.min} to ${shape.max}`;
    case "decimal":
      return "decimal number";
    case "duration":
      return "duration";
    case "list":
      return `${shape.single ? "one or a list of" : "list of"} ${typeOf(key, shape.of)}`;
    case "table":
      return `map from ${tableNames[shape.names]} to ${typeOf(key, shape.of)}`;
    case "record":
      return `map, see *${shape.section ?? key}*`;
    case "either":
      return shape.of.map((one) => typeOf(key, one)).join("; or ");
    case "any":
      return "value";
    default:
      return shape satisfies never;
  }
}

const patternNames = new Map([
  ["a name: lower-case letters, digits, '_' and '-', beginning with a letter, at most 63", "name"],
  ["a currency: its ISO 4217 code of three capitals, as EUR", "currency"],
]);

const tableNames = { declared: "new names", used: "names", codes: "codes" } as const;

function laterTable(sections: readonly (readonly [string, RecordShape])[]): string {
  const rows = [
    ...sections.flatMap(([name, section]) =>
      (section.later ?? []).map((key) => [code(key), `a key of *${name}*`]),
    ),
  ];
  return table(["word", "where"], rows);
}
