import { refuse } from "../../errors.ts";
import { headBytesMax } from "../../limits.ts";
import type { RowFormat } from "../connector.ts";
import { fieldsOf, RecordScanner } from "./csv-record.ts";

/** How a file is written, where nobody declared it. `delimiter` is `null` where the name does not tell it. */
export interface DetectedFormat {
  readonly format: RowFormat;
  readonly delimiter: string | null;
}

/** Tells the format from the first bytes and the name. Refuses what is packed, and spreadsheets, with a word on it. */
export function detectFormat(fileName: string | null, head: Uint8Array): DetectedFormat {
  if (startsWith(head, "PAR1")) return { format: "parquet", delimiter: null };
  if (head[0] === 0x1f && head[1] === 0x8b) {
    refuse("file-format-unclear", "The file is packed with gzip.", {
      hint: "Unpack it first: gunzip -c FILE | bailiwick load …",
    });
  }
  if (startsWith(head, "PK\u0003\u0004")) {
    refuse("file-format-unclear", "The file is a zip archive or a spreadsheet.", { hint: "Save it as CSV." });
  }
  const ending = fileName === null ? "" : (/\.([^./\\]+)$/.exec(fileName.toLowerCase())?.[1] ?? "");
  if (ending === "parquet")
    refuse("file-broken", "The file is named .parquet and does not begin as Parquet does.");
  if (ending === "csv" || ending === "txt") return { format: "csv", delimiter: null };
  if (ending === "tsv" || ending === "tab") return { format: "csv", delimiter: "\t" };
  if (ending === "jsonl" || ending === "ndjson") return { format: "jsonl", delimiter: null };
  const first = /[^\s\uFEFF]/.exec(Buffer.from(head.subarray(0, headBytesMax)).toString("utf8"))?.[0];
  if (first === "[") return { format: "json", delimiter: null };
  if (first === "{" || ending === "json") return { format: "jsonl", delimiter: null };
  return { format: "csv", delimiter: null };
}

/** Likely ones first: of two that split the head equally well, the first is taken. */
const candidates = [
  ",",
  ";",
  "\t",
  "|",
  "%",
  "^",
  "~",
  ":",
  "#",
  "&",
  "!",
  "$",
  "*",
  "@",
  "\u001f",
  "\u0001",
];
const linesLookedAt = 50;

/** The delimiter that splits the head of a CSV into the most records of the header's width; `,` where none does. */
export function delimiterOf(head: Buffer): string {
  let best = { delimiter: ",", fitting: 0, width: 1 };
  for (const delimiter of candidates) {
    const widths = widthsOf(head, delimiter);
    const width = widths[0] ?? 1;
    if (width < 2) continue;
    const fitting = widths.filter((each) => each === width).length / widths.length;
    if (fitting > best.fitting || (fitting === best.fitting && width > best.width))
      best = { delimiter, fitting, width };
  }
  return best.delimiter;
}

function widthsOf(head: Buffer, delimiter: string): number[] {
  const scanner = new RecordScanner(delimiter);
  const { found } = scanner;
  const widths: number[] = [];
  let at = 0;
  while (at < head.length && widths.length < linesLookedAt) {
    // The head may end within a record, which then tells nothing; the header alone is looked at all the same.
    scanner.scan(head, at, widths.length === 0);
    if (found.kind === "partial") break;
    if (found.kind === "broken") widths.push(0);
    else if (found.end > at)
      widths.push(fieldsOf(head.toString("utf8", at, found.end), delimiter, found.quoted).length);
    at = found.next;
  }
  return widths;
}

function startsWith(head: Uint8Array, text: string): boolean {
  return Buffer.from(head.subarray(0, text.length)).toString("latin1") === text;
}
