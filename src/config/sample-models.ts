import { existsSync } from "node:fs";
import { glob, readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import type { ModelFile } from "../core/model/model.ts";
import { home } from "./home.ts";

const samples = join(home, "samples");

/** The sample models that come with the product: each folder below `samples/` with a model in it. */
export async function sampleNames(): Promise<readonly string[]> {
  const entries = await readdir(samples, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(samples, entry.name, "model")))
    .map(({ name }) => name)
    .toSorted();
}

/** All YAML of a sample model, its tests too, by path below its folder. */
export async function readSampleModel(name: string): Promise<readonly ModelFile[]> {
  const folder = join(samples, name, "model");
  const files: ModelFile[] = [];
  for await (const path of glob("**/*.{yaml,yml}", { cwd: folder }))
    files.push({ path: path.split(sep).join("/"), text: await readFile(join(folder, path), "utf8") });
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
