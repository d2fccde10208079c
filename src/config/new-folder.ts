import { access, constants, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ModelFile } from "../core/model/model.ts";
import { refuse } from "../errors.ts";

/** Refuses `model-folder-not-empty` where something stands in a folder that is to be made; `option` is what named it. */
export async function requireEmpty(folder: string, option = "--out"): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code === "ENOTDIR")
      return refuse("model-folder-not-empty", `${folder} is a file; a folder is meant.`);
    throw error;
  });
  if (found.length > 0)
    refuse("model-folder-not-empty", `${folder} is not empty, and nothing there is overwritten.`, {
      hint: `Name another folder with ${option} DIR, or move that one away.`,
    });
}

/** Makes the data folder where it is not there yet. Refuses `data-folder-unusable`. */
export async function makeDataFolder(folder: string): Promise<void> {
  await makeWithThoseAbove(folder).catch(orUnusable(folder, cannotBeMade));
  await access(folder, constants.W_OK | constants.X_OK).catch(orUnusable(folder, cannotBeUsed));
}

const orUnusable =
  (folder: string, reasons: Readonly<Record<string, string>>) =>
  (error: NodeJS.ErrnoException): never => {
    const why = reasons[error.code ?? ""];
    if (why === undefined) throw error;
    return refuse("data-folder-unusable", `${folder} cannot be the data folder: ${why}.`, {
      hint: "Name another one with --data DIR or BAILIWICK_DATA.",
    });
  };

/** NOTE: Node's own `recursive` never ends where nothing can be made in a folder that is there, as in /proc. */
async function makeWithThoseAbove(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    const above = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || above === folder) throw error;
    await makeWithThoseAbove(above);
    await makeOne(folder);
  }
}

/** Another process may make the same one at the same time. */
async function makeOne(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST" || !(await stat(folder)).isDirectory()) throw error;
  });
}

const cannotBeMade = {
  EEXIST: "it is a file",
  ENOTDIR: "something above it is a file",
  EACCES: "you may not make it there",
  ENOENT: "no folder can be made there",
  EROFS: "the disk cannot be written to",
};

const cannotBeUsed = { EACCES: "you may not write in it", EROFS: cannotBeMade.EROFS };

/** Writes files into a folder that is made for them. Overwrites nothing. */
export async function writeNewFolder(folder: string, files: readonly ModelFile[]): Promise<void> {
  await requireEmpty(folder);
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: "wx" });
  }
}
