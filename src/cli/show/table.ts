import Table from "cli-table3";
import type { Io } from "../io.ts";

/** Columns of text under their heads, without lines, cut to the width of the terminal. */
export function table(io: Io, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const widths = fitted(naturalWidths(heads, rows), io.columns);
  const made = new Table({
    head: heads.map((head, i) => io.paint.dim(cut(head, widths[i] ?? 0))),
    chars: noLines,
    style: { head: [], border: [], "padding-left": 0, "padding-right": gap },
  });
  for (const row of rows) made.push(row.map((cell, i) => cut(cell, widths[i] ?? 0)));
  const text = made.toString().replace(/[ \t]+$/gm, "");
  return `${heads.every((head) => head === "") ? text.replace(/^\n/, "") : text}\n`;
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

function naturalWidths(heads: readonly string[], rows: readonly (readonly string[])[]): number[] {
  return heads.map((head, i) => Math.max(head.length, ...rows.map((row) => visible(row[i] ?? "").length)));
}

/** Takes from the widest columns until all fit. */
function fitted(widths: readonly number[], columns: number | null): readonly number[] {
  const fitting = [...widths];
  if (columns === null) return fitting;
  const room = columns - gap * (widths.length - 1);
  while (fitting.reduce((sum, width) => sum + width, 0) > room) {
    const widest = Math.max(...fitting);
    if (widest <= narrowest) return fitting;
    fitting[fitting.indexOf(widest)] = widest - 1;
  }
  return fitting;
}

const narrowest = 6;

/** Colour codes take no room. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour code begins with.
const colourCode = /\u001b\[[0-9;]*m/g;
const visible = (text: string): string => text.replace(colourCode, "");

/** A text on one line and no longer than this; its colours stay only while it is whole. */
export function cut(text: string, width: number): string {
  const plain = visible(text);
  return plain.length <= width ? text : `${plain.slice(0, Math.max(width - 1, 1))}…`;
}
