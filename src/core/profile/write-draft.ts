import type { ModelFile } from "../model/model.ts";
import type { Draft, DraftAttribute, DraftEntity, DraftField, DraftMatch, DraftSource } from "./draft.ts";

/** The files of the model that a draft describes, with the reason of every guess as a comment. */
export function writeDraft(draft: Draft): readonly ModelFile[] {
  return [
    { path: "systems.yaml", text: systemsText(draft) },
    ...draft.entities.map((entity) => ({ path: `${entity.name}.yaml`, text: entityText(entity, draft) })),
  ];
}

function systemsText({ systems }: Draft): string {
  return lines([
    "# Guessed from the files named here. Nothing of it is decided: change what is wrong, then `bailiwick check`.",
    "# A system without a connector is loaded by hand: `bailiwick load <source> <file>`.",
    "systems:",
    ...systems.flatMap(({ name, notes }) => [...comment(2, notes), `  ${name}: { kind: record }`]),
  ]);
}

function entityText(entity: DraftEntity, { crosswalks }: Draft): string {
  const own = crosswalks.filter(({ left }) => entity.sources.some(({ name }) => name === left));
  return lines([
    "# Guessed from the files. A line that begins with # is why; what is wrong is to be changed here.",
    ...comment(0, entity.notes),
    `entity: ${entity.name}`,
    ...own.flatMap((one) =>
      comment(0, [`${one.fileName} says which records belong together: bailiwick crosswalk load`]),
    ),
    ...matchText(entity.matchOn),
    "sources:",
    ...entity.sources.flatMap(sourceText),
    ...(entity.attributes.length === 0 ? [] : ["attributes:", ...entity.attributes.flatMap(attributeText)]),
  ]);
}

function matchText(rules: readonly DraftMatch[]): readonly string[] {
  if (rules.length === 0) return ["match-on: []"];
  return [
    "match-on:",
    ...rules.flatMap(({ keys, unlessDifferent, notes }) => [
      ...comment(2, notes),
      unlessDifferent.length === 0
        ? `  - [${keys.join(", ")}]`
        : `  - { keys: [${keys.join(", ")}], unless-different: [${unlessDifferent.join(", ")}] }`,
    ]),
  ];
}

function sourceText(source: DraftSource): readonly string[] {
  const { name, system, fileName, format, delimiter, key, keyPersonal, links, fields, notes } = source;
  const written =
    format === null
      ? []
      : delimiter === null || delimiter === ","
        ? [`    format: ${format}`]
        : [`    format: { type: ${format}, delimiter: ${quoted(delimiter)} }`];
  return [
    ...comment(2, notes),
    `  - name: ${name}`,
    `    system: ${system}`,
    `    file: ${scalar(fileName)}`,
    ...written,
    `    key: ${key.length === 1 ? scalar(key[0] ?? "") : `[${key.map(scalar).join(", ")}]`}`,
    ...(keyPersonal ? ["    key-personal: true"] : []),
    ...(links.size === 0
      ? []
      : [
          "    # These columns hold the keys of other sources: such records are the same.",
          `    links: { ${[...links].map(([to, column]) => `${to}: ${scalar(column)}`).join(", ")} }`,
        ]),
    ...(fields.size === 0
      ? ["    fields: {}"]
      : [
          "    fields:",
          ...[...fields].map(([attribute, field]) => `      ${attribute}: ${fieldText(field)}`),
        ]),
  ];
}

function fieldText({ from, as, by }: DraftField): string {
  if (as !== null) return `{ from: ${scalar(from)}, as: ${as} }`;
  return by === null ? scalar(from) : `{ from: ${scalar(from)}, by: ${by} }`;
}

function attributeText(attribute: DraftAttribute): readonly string[] {
  const { name, type, zone, to, copyOf, trim, ignore, personal, authority, copies, notes } = attribute;
  const settings = [
    ...(type === null ? [] : [`type: ${type}`]),
    ...(zone ? [] : ["zone: false"]),
    ...(to === null ? [] : [`to: ${to}`]),
    ...(copyOf === null ? [] : [`copy-of: ${copyOf}`]),
    ...(trim ? ["standardise: [trim]"] : []),
    ...(ignore.length === 0 ? [] : [`compare: { ignore: [${ignore.join(", ")}] }`]),
    ...(personal === null ? [] : [`personal: ${personal}`]),
    ...(authority === null ? [] : [`authority: ${authority}`]),
    ...(copies.length === 0 ? [] : [`copies: [${copies.join(", ")}]`]),
  ];
  return [...comment(2, notes), `  ${name}: { ${settings.join(", ")} }`];
}

const commentCharsMax = 200;

/** Notes as comments, one line each, whatever stands in them. */
function comment(indent: number, notes: readonly string[]): readonly string[] {
  return notes.map((note) => {
    const points = [...oneLine(note)];
    const short =
      points.length > commentCharsMax ? `${points.slice(0, commentCharsMax - 1).join("")}…` : points.join("");
    return `${" ".repeat(indent)}# ${short}`;
  });
}

const lines = (all: readonly string[]): string => `${all.join("\n")}\n`;

const yamlWords = /^(?:true|false|null|yes|no|on|off|y|n|inf|nan)$/i;

/** A text as a YAML scalar: plain where it cannot be mistaken, else in quotes. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text) && !yamlWords.test(text);
  return isPlain ? text : quoted(text);
}

/** In double quotes, with everything escaped that YAML does not take as it stands. */
function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(unprintable, escaped);
}

/** Comments end with the line, so nothing that ends a line may stand in them, and nothing that YAML refuses. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\r\n\t]+/g, " ")
    .replace(unprintable, "\ufffd");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those that YAML refuses are what is meant.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
