import { globSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { campaigns } from "../models/campaigns.ts";
import { things } from "../models/things.ts";
import { everything, shapes } from "./everything.ts";

/** The files of one model by path. */
export type Texts = Readonly<Record<string, string>>;

const root = resolve(import.meta.dirname, "../..");

/** The models that are mutated: those of the samples, of the tests, and of the documents, the faulty ones too. */
export function corpus(): readonly Texts[] {
  const folders = globSync("{samples,test}/*/model", { cwd: root }).toSorted().map(textsOf);
  const documented = globSync("docs/*.md", { cwd: root }).toSorted().flatMap(examplesOf);
  return [...folders, campaigns, things, everything, shapes, ...documented];
}

function textsOf(folder: string): Texts {
  const paths = globSync("**/*.yaml", { cwd: join(root, folder), exclude: ["tests/**"] }).toSorted();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, folder, path), "utf8")]));
}

function examplesOf(document: string): readonly Texts[] {
  const text = readFileSync(join(root, document), "utf8");
  const fences = text.matchAll(/^```yaml model[^\n]*\n([\s\S]*?)^```$/gm);
  return [...fences].map(([, yaml = ""], at) => ({ [`${basename(document)}-${at + 1}.yaml`]: yaml }));
}
