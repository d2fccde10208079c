import { differenceTexts } from "../../app/difference-words.ts";
import { describeColumns } from "../../app/start/describe-column.ts";
import type { Started } from "../../app/start/start-from-files.ts";
import { bareText, countOf, countText, pluralOf } from "../../app/words.ts";
import type { Io } from "../io.ts";
import { prose, table } from "./table.ts";

/** Where the model was written, and how the command line is called. */
export interface StartedPlace {
  readonly out: string;
  readonly command: string;
}

/** What `init` found: the files, what relates them, what the model would find, and what to do next. */
export function startedText(io: Io, started: Started, place: StartedPlace): string {
  return [
    ...started.files.map((file) => fileText(io, file)),
    started.leftOut.map(({ name, why }) => io.paint.yellow(`${name} ${why}: left out.\n`)).join(""),
    guessText(io, started),
    findingsText(io, started),
    nextText(io, started, place),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** Columns of one file that are shown; the JSON has all. */
const columnsShown = 20;

function fileText(io: Io, { name, profile, delimiter, firstRefusal }: Started["files"][number]): string {
  const columns = describeColumns(profile.rows, profile.columns);
  const rows = columns
    .slice(0, columnsShown)
    .map((column) => [
      `  ${bareText(column.name)}`,
      column.type,
      `${Math.floor(column.fill * 100)} %`.padStart(6),
      `${column.distinctExact ? "" : "~"}${countText(column.distinct)}`.padStart(8),
      column.lengths.max === 0 ? "" : `${column.lengths.min}–${column.lengths.max}`,
      column.personal === null
        ? column.examples.slice(0, 2).map(bareText).join(" | ")
        : io.paint.dim("(masked)"),
    ]);
  const head = `${name}  ${countOf(profile.rows, "row")}, ${countOf(columns.length, "column")}${delimiter === null || delimiter === "," ? "" : `, delimiter ${JSON.stringify(delimiter)}`}`;
  const refused =
    profile.refused === 0
      ? ""
      : io.paint.yellow(`  ${countOf(profile.refused, "row")} cannot be read; the first: ${firstRefusal}\n`);
  const more =
    columns.length > columnsShown
      ? io.paint.dim(`  and ${countText(columns.length - columnsShown)} more; --json has all\n`)
      : "";
  const heads = ["  column", "type", "filled", "distinct", "length", prose("for instance")];
  return `${io.paint.bold(head)}\n${refused}${table(io, heads, rows)}${more}`;
}

function guessText(io: Io, { draft }: Started): string {
  const lines = draft.entities.flatMap(({ name, notes, matchOn, sources, attributes }) => {
    const shared = attributes.filter(({ copies, copyOf }) => copies.length > 0 && copyOf === null).length;
    const links = sources.flatMap((source) =>
      [...source.links].map(([to, column]) => `${source.name} ${column} = the key of ${to}`),
    );
    const match = matchOn.map(({ keys }) => keys.join(" + "));
    const by = [...match, ...links].join(", or ");
    const references = attributes
      .filter(({ to }) => to !== null)
      .map((one) => `${one.name} refers to ${one.to}`);
    return [
      `  ${io.paint.bold(name)}  from ${sources.map((source) => source.fileName).join(", ")}${by === "" ? "" : `; matched by ${by}`}; ${countOf(attributes.length, "attribute")}, ${shared} of them held in several files`,
      ...[...notes, ...references].map((note) => io.paint.dim(`    ${note}`)),
    ];
  });
  const crosswalks = draft.crosswalks.map(
    ({ fileName, left, right }) => `  ${fileName} pairs the keys of ${left} and ${right}`,
  );
  return `${io.paint.bold("What they describe, as a guess")}\n${[...lines, ...crosswalks].join("\n")}\n`;
}

function findingsText(io: Io, { report, share }: Started): string {
  const looked =
    share < 1
      ? `  Looked at ${Math.max(1, Math.round(share * 100))} % of the entities, evenly chosen, each of them whole.\n`
      : "";
  const types = report.types.flatMap(
    ({ type, entities, presence, compared, disagreeing, entitiesDisagreeing }) => {
      const where = presence
        .slice(0, 6)
        .map(
          (one) =>
            `${countText(one.entities)} in ${one.sources.join(" and ")}${one.sources.length === 1 ? " alone" : ""}`,
        );
      const facts =
        compared === 0
          ? "No fact of theirs is held in two places, so nothing is compared."
          : `${countText(disagreeing)} of ${countText(compared)} facts that are held more than once disagree, in ${countText(entitiesDisagreeing)} ${pluralOf(type)}.`;
      return [`  ${countOf(entities, type)}: ${where.join(", ")}.`, `    ${facts}`];
    },
  );
  const odd = report.sources.flatMap(({ source, refused, sameKey, held }) => [
    ...(refused > 0 ? [`  ${source}: ${countOf(refused, "row")} without a key`] : []),
    ...(sameKey > 0 ? [`  ${source}: ${countOf(sameKey, "row")} under a key that another row has`] : []),
    ...held.map(
      ({ attribute, code, count }) =>
        `  ${source}: ${countOf(count, "value")} of ${attribute} held back (${code})`,
    ),
  ]);
  const duplicates =
    report.possibleDuplicates > 0
      ? [`  ${countOf(report.possibleDuplicates, "possible duplicate")}, for a person to decide`]
      : [];
  const head = io.paint.bold("What this model would find");
  const notes = [...odd, ...duplicates].map((line) => io.paint.yellow(line));
  return `${head}\n${looked}${[...types, ...notes].join("\n")}\n${groupsText(io, report)}`;
}

function groupsText(io: Io, { groups, groupsInAll, divergences }: Started["report"]): string {
  if (groups.length === 0) return "";
  const rows = groups.map((group) => {
    const [example] = group.examples;
    return [
      countText(group.count).padStart(7),
      `${group.type}.${group.attribute}`,
      group.source,
      group.authority ?? "",
      group.cause,
      group.pattern,
      example === undefined ? "" : differenceTexts(example.golden, example.held).join(" / "),
    ];
  });
  const heads = [
    "  count",
    "fact",
    "copy in",
    "authority",
    "cause",
    "pattern",
    prose("example: golden / holds"),
  ];
  const rest = groupsInAll > groups.length ? `, the ${groups.length} largest shown` : "";
  return `\n${table(io, heads, rows)}${countOf(divergences, "divergence")} in ${countOf(groupsInAll, "group")}${rest}.\n`;
}

function nextText(io: Io, { files, draft, report }: Started, { out, command }: StartedPlace): string {
  const data = `${out.replace(/\/+$/, "")}-data`;
  const on = `${command} --data ${word(data)}`;
  const sources = draft.entities.flatMap((entity) => entity.sources);
  const steps: readonly (readonly [string, string])[] = [
    [`${command} check ${word(out)}`, "every fault at once; each guess has its reason as a comment"],
    [`${on} model apply ${word(out)}`, "put it in force"],
    ...sources.map((source): readonly [string, string] => [
      `${on} load ${source.name} ${word(files[source.file]?.path ?? source.fileName)}`,
      `${source.fileName}, for good`,
    ]),
    ...draft.crosswalks.map((one): readonly [string, string] => [
      `${on} crosswalk load ${word(files[one.file]?.path ?? one.fileName)} --left ${one.left} --right ${one.right}`,
      "which are the same",
    ]),
    [`${on} divergences --groups`, "what disagrees, by cause"],
    ...(report.divergences > 0 ? [[`${on} suggest`, "what would end it"] as const] : []),
  ];
  const width = Math.min(60, Math.max(...steps.map(([words]) => words.length)));
  const lines = steps.map(([words, note]) => `  ${words.padEnd(width)}  ${io.paint.dim(note)}`);
  const written = `The model is in ${out}: systems.yaml and ${draft.entities.map(({ name }) => `${name}.yaml`).join(", ")}.`;
  return `${written}\n${io.paint.bold("Next")}\n${lines.join("\n")}\n`;
}

/** A word of a shell's command line, in quotes where it needs them. */
const word = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
