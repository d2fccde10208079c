import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RowFormat } from "../../connectors/connector.ts";
import { Refused, refuse } from "../../errors.ts";
import { spoolBytesMax } from "../../limits.ts";

/** How the rows of a stream are written. */
export interface Written {
  readonly format: RowFormat;
  readonly delimiter: string | null;
}

/** A new name for a stream that is set aside. It says how the stream is written; nothing in it comes from outside. */
export function newSpoolName({ format, delimiter }: Written): string {
  return `${randomUUID()}.${delimiter === null ? "" : delimiter.charCodeAt(0).toString(16)}.${format}`;
}

/** Held by whoever writes or reads the file. */
export const spoolLease = (name: string): string => `spool ${name}`;

/**
 * Sets a stream aside in a file, so that it can be read twice, and later still where its run is held. On disk before this
 * returns.
 */
export async function spoolFile(
  folder: string,
  name: string,
  input: AsyncIterable<Uint8Array>,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  const file = await open(path, "wx", 0o600);
  try {
    let size = 0;
    for await (const chunk of input) {
      size += chunk.length;
      if (size > spoolBytesMax)
        refuse("file-too-large", `More than ${spoolBytesMax} bytes are not taken at once.`);
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
    }
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw isFull(error) ? new Refused(noRoom, { cause: error }) : error;
  } finally {
    await file.close();
  }
}

const noRoom = {
  code: "spool-full",
  message: "There is no room on the disk to set the rows aside while they are read.",
  hint: "Free some room in the data folder and send them again.",
} as const;

const isFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");

/** How a file that was set aside is written; `null` for a name that is none of ours. */
export function writtenOf(name: string): Written | null {
  const parts = /^[0-9a-f-]{36}\.([0-9a-f]*)\.(csv|jsonl|json|parquet)$/.exec(name);
  if (parts === null) return null;
  const [, delimiter = "", format] = parts;
  return {
    format: format as RowFormat,
    delimiter: delimiter === "" ? null : String.fromCharCode(Number.parseInt(delimiter, 16)),
  };
}

export const openSpool = (folder: string, name: string): AsyncIterable<Uint8Array> =>
  createReadStream(join(folder, name));

export const dropSpool = (folder: string, name: string): Promise<void> =>
  rm(join(folder, name), { force: true });

/** Removes what was left behind by a process that ended in the midst of a load. */
export async function sweepSpool(folder: string, isLeft: (name: string) => Promise<boolean>): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (writtenOf(name) !== null && (await isLeft(name))) await dropSpool(folder, name);
  }
}
