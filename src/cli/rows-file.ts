import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { refuse } from "../errors.ts";
import { usage } from "./cli-error.ts";
import type { Io } from "./io.ts";
import { progressBar } from "./progress.ts";

/** A file of rows, or what comes on stdin, as the body of a request; a bar shows how much of it has been taken. */
export interface RowsFile {
  /** `null`: stdin. */
  readonly name: string | null;
  readonly rows: AsyncIterable<Uint8Array>;
  readonly contentType: string;
  /** Ends the bar, however the request ended. */
  stop(): void;
}

export async function openRows(io: Io, path: string): Promise<RowsFile> {
  const size = path === "-" ? null : await sizeOf(path);
  if (path === "-" && process.stdin.isTTY) {
    usage(
      "The file is -, and nobody writes to stdin.",
      "For instance: zcat crm.csv.gz | bailiwick load crm -",
    );
  }
  const bar = progressBar(io, path === "-" ? "stdin" : basename(path), size);
  const stream: AsyncIterable<Uint8Array> = path === "-" ? process.stdin : createReadStream(path);
  return {
    name: path === "-" ? null : basename(path),
    ...(await rowsOf(
      path,
      counted(stream, (bytes) => bar.to(bytes)),
    )),
    stop: () => bar.stop(),
  };
}

/** Rows as a request sends them. */
interface Rows {
  readonly rows: AsyncIterable<Uint8Array>;
  readonly contentType: string;
}

/** A stream of rows with its media type: by the ending of its name, else by how it begins. */
export async function rowsOf(path: string, stream: AsyncIterable<Uint8Array>): Promise<Rows> {
  const named = types[extname(path).toLowerCase()];
  if (named !== undefined) return { rows: stream, contentType: named };
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  const head = first.done === true ? Buffer.alloc(0) : Buffer.from(first.value);
  return { rows: rejoined(head, chunks), contentType: typeOf(head) };
}

const types: Readonly<Record<string, string>> = {
  ".csv": "text/csv",
  ".tsv": "text/tab-separated-values",
  ".jsonl": "application/x-ndjson",
  ".ndjson": "application/x-ndjson",
  ".json": "application/json",
  ".parquet": "application/vnd.apache.parquet",
};

function typeOf(head: Buffer): string {
  if (head.subarray(0, 4).toString("latin1") === "PAR1") return "application/vnd.apache.parquet";
  const text = head
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (text.startsWith("{")) return "application/x-ndjson";
  return text.startsWith("[") ? "application/json" : "text/csv";
}

async function* rejoined(head: Buffer, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* counted(
  stream: AsyncIterable<Uint8Array>,
  tell: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of stream) {
    yield chunk;
    bytes += chunk.length;
    tell(bytes);
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return refuse("file-not-found", `${path} does not exist.`);
  });
  if (found.isDirectory()) refuse("file-not-found", `${path} is a folder.`);
  return found.size;
}
