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

/** Writes files into a folder that is made for them. Overwrites nothing. */
export async function writeNewFolder(folder: string, files: readonly ModelFile[]): Promise<void> {
  await requireEmpty(folder);
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: "wx" });
  }
}
