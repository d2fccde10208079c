import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ModelFile } from "../core/model/model.ts";
import { refuse } from "../errors.ts";

/** Refuses `model-folder-not-empty` where something stands in a folder that is to be made. */
export async function requireEmpty(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code === "ENOTDIR")
      return refuse("model-folder-not-empty", `${folder} is a file; a folder is meant.`);
    throw error;
  });
  if (found.length > 0)
    refuse("model-folder-not-empty", `${folder} is not empty, and nothing there is overwritten.`, {
      hint: "Name another folder with --out DIR, or move that one away.",
    });
}

/** Makes the data folder where it is not there yet. Refuses `data-folder-unusable`. */
export async function makeDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    const why = unusable[error.code ?? ""];
    if (why === undefined) throw error;
    refuse("data-folder-unusable", `${folder} cannot be the data folder: ${why}.`, {
      hint: "Name another one with --data DIR or BAILIWICK_DATA.",
    });
  });
}

const unusable: Readonly<Record<string, string>> = {
  EEXIST: "it is a file",
  ENOTDIR: "something above it is a file",
  EACCES: "you may not make it there",
  EROFS: "the disk cannot be written to",
};

/** Writes files into a folder that is made for them. Overwrites nothing. */
export async function writeNewFolder(folder: string, files: readonly ModelFile[]): Promise<void> {
  await requireEmpty(folder);
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: "wx" });
  }
}
