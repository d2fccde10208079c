import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { ModelFile } from "../core/model/model.ts";
import { refuse } from "../errors.ts";
import { modelFileCharsMax, modelFilesMax } from "../limits.ts";

/**
 * The YAML files of a model folder and the folders below it, sorted by path; without `tests/`, which hold tests of the
 * model, and without hidden folders. Refuses `model-folder-unreadable`.
 */
export async function readModelFolder(folder: string): Promise<readonly ModelFile[]> {
  const paths = (await pathsOf(folder)).filter((path) => !isTest(path));
  if (paths.length === 0)
    refuse("model-folder-unreadable", `The folder ${folder} holds no model: there is no *.yaml file in it.`, {
      hint: "Name the folder of the model with --model DIR.",
    });
  if (paths.length > modelFilesMax)
    refuse(
      "model-folder-unreadable",
      `The folder ${folder} holds ${paths.length} YAML files; at most ${modelFilesMax} are read.`,
    );
  return readTexts(folder, paths);
}

/** The YAML files of the folders `tests` within a model folder, sorted by path. None is no fault. */
export async function readModelTests(folder: string): Promise<readonly ModelFile[]> {
  return readTexts(folder, (await pathsOf(folder)).filter(isTest));
}

const isTest = (path: string): boolean => path.split("/").slice(0, -1).includes("tests");

async function readTexts(folder: string, paths: readonly string[]): Promise<readonly ModelFile[]> {
  const files: ModelFile[] = [];
  for (const path of paths) files.push({ path, text: await readText(join(folder, path), path) });
  return files;
}

async function pathsOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) =>
    refuse("model-folder-unreadable", `The model folder ${folder} cannot be read: ${reasonOf(cause)}.`, {
      hint: "Name the folder of the model with --model DIR.",
    }),
  );
  return entries
    .filter((entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.split("/").some((part) => part.startsWith(".")))
    .toSorted();
}

async function readText(file: string, path: string): Promise<string> {
  const size = await stat(file).catch((cause: unknown) =>
    refuse("model-folder-unreadable", `The model file ${path} cannot be read: ${reasonOf(cause)}.`),
  );
  // Four bytes are the most that one character takes; `readModel` counts the characters.
  if (!size.isFile() || size.size > modelFileCharsMax * 4)
    refuse("model-folder-unreadable", `The model file ${path} is no file, or too large to be read.`);
  const bytes = await readFile(file);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return refuse("model-folder-unreadable", `The model file ${path} is not UTF-8.`, {
      hint: "Save it as UTF-8.",
    });
  }
}

const reasonOf = (cause: unknown): string => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return reasons[code] ?? code;
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it is not there",
  ENOTDIR: "it is no folder",
  EACCES: "you may not read it",
};
