import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Refused, refuse } from "../../errors.ts";
import { spoolBytesMax } from "../../limits.ts";

/**
 * Sets a stream aside in a file that is nameless from the start, so that nothing is left behind however the process
 * ends. Close the handle to give the room back.
 */
export async function spool(input: AsyncIterable<Uint8Array>, folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `spool-${randomUUID()}`);
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await rm(path);
    let size = 0;
    for await (const chunk of input) {
      size += chunk.length;
      if (size > spoolBytesMax) {
        refuse(
          "file-too-large",
          `A Parquet file of more than ${spoolBytesMax} bytes cannot be taken from a stream.`,
        );
      }
      await writeAll(file, chunk);
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    throw new Refused({
      code: "spool-full",
      message: "There is no room on the disk to set the file aside while it is read.",
      hint: "Free some room, or give the path of the file instead of a stream.",
    });
  }
}
