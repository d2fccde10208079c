import { createReadStream } from "node:fs";
import { glob, open, readdir } from "node:fs/promises";
import { basename, isAbsolute, join, resolve } from "node:path";
import { Refused, refuse } from "../../errors.ts";
import { headBytesMax } from "../../limits.ts";
import type {
  Connector,
  ConnectorKind,
  ConnectorPlace,
  FoundObject,
  ObjectToRead,
  RowBatch,
  Snapshot,
} from "../connector.ts";
import { textStart } from "./csv-rows.ts";
import { type DetectedFormat, delimiterOf, detectFormat } from "./detect-format.ts";
import { readParquetFile } from "./parquet-rows.ts";
import { readRows } from "./read-rows.ts";

/** Files in a folder: CSV, JSON Lines, JSON and Parquet, as other systems drop them. They are only read. */
export const fileConnector: ConnectorKind = {
  name: "file",
  options: {
    path: { required: true, means: "The folder in which the files lie, relative to the model." },
  },
  open(options, place): Connector {
    const { path } = options;
    if (typeof path !== "string" || path === "") {
      refuse(
        "connector-option-wrong",
        "A system with the connector file needs a path: the folder of its files.",
      );
    }
    const folder = resolve(place.folder, path);
    return {
      discover: () => discover(folder, place),
      snapshot: (object) => snapshot(folder, place, object),
      follow: null,
      read: null,
      write: null,
      limits: {
        follow: "A file is not watched; it is loaded when someone, or a schedule, says so.",
        read: "A file cannot be asked for single records; load it again.",
        write: "Nothing is written to files.",
        deletes: "A record that is gone is noticed by its absence from a complete load only.",
        compareAndSet: "Nothing is written to files.",
      },
    };
  },
};

/** Reads a file in place: as declared, or as its first bytes and its name tell. */
export async function* readFileRows(
  path: string,
  declared: DetectedFormat | null,
  options: { readonly batchRows: number; readonly spoolFolder: string },
): AsyncGenerator<RowBatch> {
  const { format, delimiter } = declared ?? (await formatOfFile(path));
  if (format === "parquet") yield* readParquetFile(path, options.batchRows);
  else yield* readRows(createReadStream(path), { format, delimiter, ...options });
}

/** How a file is written, as its name and its first bytes tell; of CSV the delimiter too. Refuses what cannot be read. */
export async function formatOfFile(path: string): Promise<DetectedFormat> {
  const head = await headOf(path);
  const detected = detectFormat(basename(path), head);
  if (detected.format !== "csv" || detected.delimiter !== null) return detected;
  return { format: "csv", delimiter: delimiterOf(head.subarray(textStart(head))) };
}

/** The first bytes of a file. Refuses one that is not there, or is none. */
async function headOf(path: string): Promise<Buffer> {
  try {
    const file = await open(path, "r");
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(headBytesMax), 0, headBytesMax, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code !== "ENOENT" && code !== "EISDIR" && code !== "EACCES") throw error;
    const why = { ENOENT: "does not exist", EISDIR: "is a folder", EACCES: "may not be read" }[code];
    throw new Refused({ code: "file-not-found", message: `${path} ${why}.` }, { cause: error });
  }
}

function snapshot(folder: string, { spoolFolder }: ConnectorPlace, object: ObjectToRead): Snapshot {
  let complete = false;
  async function* batches(): AsyncGenerator<RowBatch> {
    let refused = 0;
    let before = 0;
    for (const path of await matching(folder, object.name)) {
      let bytes = 0;
      for await (const batch of readFileRows(
        path,
        object.format && { format: object.format.type, delimiter: object.format.delimiter },
        {
          batchRows: object.batchRows,
          spoolFolder,
        },
      )) {
        refused += batch.refused.length;
        bytes = batch.bytesRead;
        yield { ...batch, bytesRead: before + bytes };
      }
      before += bytes;
    }
    // A row that could not be read is some record of which nothing is known; its absence is no deletion.
    complete = refused === 0;
  }
  return { batches: batches(), complete: () => complete };
}

/** The files of a pattern, in the order of their names, so that a later one is read later. */
async function matching(folder: string, pattern: string): Promise<readonly string[]> {
  if (isAbsolute(pattern) || pattern.split(/[/\\]/).includes("..")) {
    refuse(
      "connector-option-wrong",
      `The file ${JSON.stringify(pattern)} lies outside the folder of its system.`,
    );
  }
  const paths: string[] = [];
  for await (const path of glob(pattern, { cwd: folder })) paths.push(join(folder, path));
  if (paths.length === 0)
    refuse("file-not-found", `No file in ${folder} is called ${JSON.stringify(pattern)}.`);
  return paths.sort();
}

async function discover(folder: string, { spoolFolder }: ConnectorPlace): Promise<readonly FoundObject[]> {
  const found: FoundObject[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const columns = await columnsIn(join(folder, entry.name), spoolFolder);
    found.push({
      name: entry.name,
      columns: columns?.map((name) => ({ name, type: null })) ?? null,
      key: null,
    });
  }
  return found;
}

/** The columns that a file names itself; `null` for one that names none, or cannot be read. */
async function columnsIn(path: string, spoolFolder: string): Promise<readonly string[] | null> {
  try {
    for await (const { columns } of readFileRows(path, null, { batchRows: 1, spoolFolder }))
      return columns?.filter((name) => name !== "") ?? null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  return null;
}
