import Table from "cli-table3";
import type { Io } from "../io.ts";

/** What stands over a column. Its cells stand whole, for a reader may have to type them, unless they are `prose`. */
export type Head = string | { readonly prose: string };

/** The head of a column of words that are only read: they are cut where the terminal is narrow. */
export const prose = (head: string): Head => ({ prose: head });

/**
 * Columns of text under their heads, without lines. In a narrow terminal prose is cut; where that does not do, it goes below its
 * row, a line each, and after it what else does not fit, from the last column on. Nothing but prose is ever cut.
 */
export function table(io: Io, heads: readonly Head[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const columns = heads.map((head, at) => columnOf(head, at, rows));
  const beside = besideEachOther(columns, io.columns);
  const lines = drawn(io, beside, rows);
  if (beside.length === columns.length) return lines.map((line) => `${line}\n`).join("");
  const below = columns.filter((column) => !beside.includes(column));
  const [head = "", ...drawnRows] = lines;
  const all = rows.flatMap((row, at) => [drawnRows[at] ?? "", ...linesBelow(io, below, row)]);
  return [head, ...all].map((line) => `${line}\n`).join("");
}

/** Pairs of a name and what it is. */
export function pairs(io: Io, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${io.paint.dim(name.padEnd(width))}  ${text}\n`).join("");
}

const gap = 2;
const noLines = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
};

interface Column {
  readonly at: number;
  readonly head: string;
  readonly isProse: boolean;
  /** Of its widest cell. */
  readonly width: number;
}

function columnOf(head: Head, at: number, rows: readonly (readonly string[])[]): Column {
  const isProse = typeof head !== "string";
  const text = isProse ? head.prose : head;
  const width = Math.max(text.length, ...rows.map((row) => visible(row[at] ?? "").length));
  return { at, head: text, isProse, width };
}

/** The columns that have room on one line, with the width of each; of what is cut never less than can be understood. */
function besideEachOther(columns: readonly Column[], room: number | null): readonly Column[] {
  if (room === null) return columns;
  const least = columns.map((column) => (column.isProse ? Math.min(column.width, narrowest) : column.width));
  if (widthOf(least) <= room) return fitted(columns, room);
  const whole = columns.filter(({ isProse }) => !isProse);
  const fitting = whole.findLastIndex(
    (_, at) => widthOf(whole.slice(0, at + 1).map((one) => one.width)) <= room,
  );
  return whole.slice(0, Math.max(fitting + 1, 1));
}

const widthOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, gap * (widths.length - 1));

/** Takes from the widest prose until all fit. */
function fitted(columns: readonly Column[], room: number): readonly Column[] {
  const widths = columns.map(({ width }) => width);
  const prose = columns.flatMap(({ isProse }, at) => (isProse ? [at] : []));
  while (widthOf(widths) > room) {
    const widest = prose.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0] ?? 0;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return columns.map((column, at) => ({ ...column, width: widths[at] ?? 0 }));
}

/** Characters of prose that can still be understood beside the rest of a row. */
const narrowest = 12;

/** The line of the heads, and one for each row. */
function drawn(io: Io, columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const made = new Table({
    head: columns.map(({ head, width }) => io.paint.dim(cut(head, width))),
    chars: noLines,
    style: { head: [], border: [], "padding-left": 0, "padding-right": gap },
  });
  for (const row of rows) made.push(columns.map(({ at, width }) => cut(row[at] ?? "", width)));
  return made
    .toString()
    .split("\n")
    .map((line) => line.replace(/[ \t]+$/, ""));
}

/** What had no room beside the rest of its row, each on a line under its name. */
function linesBelow(
  { columns: room, paint }: Io,
  below: readonly Column[],
  row: readonly string[],
): readonly string[] {
  const width = Math.max(...below.map(({ head }) => head.length));
  return below.flatMap(({ at, head, isProse }) => {
    const text = row[at] ?? "";
    if (text === "") return [];
    const name = `  ${paint.dim(head.padEnd(width))}  `;
    return [name + (isProse ? cut(text, Math.max((room ?? 0) - width - 4, narrowest)) : text)];
  });
}

/** Colour codes take no room. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour code begins with.
const colourCode = /\u001b\[[0-9;]*m/g;
const visible = (text: string): string => text.replace(colourCode, "");

/** A text on one line and no longer than this; its colours stay only while it is whole. */
export function cut(text: string, width: number): string {
  const plain = visible(text);
  return plain.length <= width ? text : `${plain.slice(0, Math.max(width - 1, 1))}…`;
}
