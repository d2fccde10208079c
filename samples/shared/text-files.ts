/** A row of an export by column name; every cell is the text that stands in the file. */
export type Row = Readonly<Record<string, string>>;

export interface CsvStyle {
  readonly delimiter: string;
  readonly lineEnd: "\n" | "\r\n";
  /** Whether the file begins with a byte order mark, as Windows programs write it. */
  readonly mark: boolean;
}

/** CSV as RFC 4180 has it; the first row names the columns of all. */
export function csv(rows: readonly Row[], style: CsvStyle): string {
  const columns = Object.keys(rows[0] ?? {});
  const cell = (text: string) =>
    text.includes(style.delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const line = (cells: readonly string[]) => cells.map(cell).join(style.delimiter) + style.lineEnd;
  const body = rows.map((row) => line(columns.map((column) => row[column] ?? "")));
  return (style.mark ? "\uFEFF" : "") + line(columns) + body.join("");
}

/** The rows of what {@link csv} has written, and of nothing else: files of others may be broken in ways it does not mind. */
export function rowsOfCsv(text: string, style: CsvStyle): Row[] {
  const { delimiter, lineEnd, mark } = style;
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${delimiter}\\r\\n]*))(${delimiter}|${lineEnd}|$)`, "y");
  cell.lastIndex = mark ? 1 : 0;
  const lines: string[][] = [];
  let line: string[] = [];
  while (cell.lastIndex < text.length) {
    const [, quoted, bare = "", end] = cell.exec(text) ?? [];
    if (end === undefined) throw new SyntaxError("This is no CSV that the sample has written.");
    line.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === delimiter) continue;
    lines.push(line);
    line = [];
  }
  const [columns = [], ...rows] = lines;
  return rows.map((cells) => Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""])));
}

/** JSON Lines: one object a line. */
export function jsonLines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
