import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { keysOf, noteOf, sectionsOf } from "../scripts/docs/model-tables.ts";
import { documentTables } from "../scripts/generate-docs.ts";
import { checkShape } from "../src/core/model/check-shape.ts";
import { Faults, formatFault } from "../src/core/model/fault.ts";
import { readModel } from "../src/core/model/read-model.ts";
import { yamlTree } from "../src/core/model/yaml-tree.ts";
import { refusals } from "../src/errors.ts";

const root = resolve(import.meta.dirname, "..");
const paths = globSync("{*.md,{docs,decisions,samples,migrations,bench,src,sdk}/**/*.md}", {
  cwd: root,
  exclude: (name) => name === "node_modules",
}).toSorted();
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");

/** The anchors that a reader of rendered Markdown can go to. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, words = ""]) =>
      words
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function brokenLinks(path: string): readonly string[] {
  const links = textOf(path).matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].flatMap(([, link = ""]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : join(dirname(path), file);
    if (!existsSync(join(root, target))) return [`${path}: ${link}`];
    if (anchor === undefined || anchorsOf(textOf(target)).has(anchor)) return [];
    return [`${path}: ${link}`];
  });
}

interface Example {
  readonly where: string;
  readonly yaml: string;
  /** What `check` is said to print; `null` where nothing is said to be wrong. */
  readonly says: string | null;
}

function examplesOf(path: string): readonly Example[] {
  const fences = textOf(path).matchAll(
    /^```yaml model( faulty)?\n([\s\S]*?)^```$(?:\s*^```text\n([\s\S]*?)^```$)?/gm,
  );
  return [...fences].map(([, faulty, yaml = "", says = ""], at) => ({
    where: `${path}, example ${at + 1}`,
    yaml,
    says: faulty === undefined ? null : says.trimEnd(),
  }));
}

test("every link of the documents leads to a file or heading that is there", () => {
  expect(paths.length).toBeGreaterThan(15);
  expect(paths.flatMap(brokenLinks)).toEqual([]);
});

/** What stands between backquotes in running text. */
const spansOf = (path: string): readonly string[] =>
  [
    ...textOf(path)
      .replaceAll(/^```[\s\S]*?^```$/gm, "")
      .matchAll(/`([^`\n]+)`/g),
  ].map(([, span = ""]) => span);

test("every file, and every folder, that the documents name is there", () => {
  const places = /^(src|test|scripts|bench|docs|decisions|migrations|samples|sdk|\.ci)\/[\w./*{},-]*$/;
  const isThere = (span: string) =>
    /[*{]/.test(span) ? globSync(span, { cwd: root }).length > 0 : existsSync(join(root, span));
  const named = paths.flatMap((path) =>
    spansOf(path)
      .filter((span) => places.test(span))
      .map((span) => ({ path, span })),
  );

  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ span }) => !isThere(span))).toEqual([]);
});

test("every script of npm that the documents name is there", () => {
  const { scripts } = JSON.parse(textOf("package.json"));
  const named = paths.flatMap((path) =>
    [...textOf(path).matchAll(/\bnpm run (?:-s |--silent )?([a-z:]+)/g)].map(([, name = ""]) => name),
  );

  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

const examples = paths.flatMap(examplesOf);

test.each(examples.filter(({ says }) => says === null))("the model of $where is a model", ({ yaml }) => {
  const { model, faults } = readModel([{ path: "m.yaml", text: yaml }]);

  expect(faults.map(formatFault)).toEqual([]);
  expect(model).not.toBeNull();
});

test.each(examples.filter(({ says }) => says !== null))(
  "the faults of $where are those shown",
  ({ yaml, says }) => {
    const { model, faults } = readModel([{ path: "m.yaml", text: yaml }]);

    expect(model).toBeNull();
    expect(faults.map(formatFault).join("\n")).toBe(says);
  },
);

test("the documents show models and faulty models", () => {
  expect(examples.filter(({ says }) => says === null).length).toBeGreaterThan(0);
  expect(examples.filter(({ says }) => says !== null).length).toBeGreaterThan(1);
});

const keys = [...sectionsOf()].flatMap(([section, shape]) =>
  Object.entries(keysOf(shape)).map(([key, of]) => ({ section, key, of })),
);

test.each(keys)("the example of $section.$key is one of that key", ({ section, key, of }) => {
  const { example } = noteOf(section, key);
  const faults = new Faults();

  const [tree] = yamlTree({ path: "example.yaml", text: example }, faults);
  if (tree?.kind !== "map") throw new Error(`the example of ${section}.${key} is no map: ${example}`);
  const [[written, entry] = ["", null]] = tree.entries;
  if (entry !== null) checkShape(entry.value, of.shape, faults);

  expect(tree.entries.size).toBe(1);
  if (key !== "<system>") expect(written).toBe(key);
  expect(faults.sorted()).toEqual([]);
});

test("the tables of the documents are those that the code makes", async () => {
  const stale = Object.entries(await documentTables()).filter(([path, text]) => textOf(path) !== text);

  expect(
    stale.map(([path]) => path),
    "to repair: npm run generate",
  ).toEqual([]);
});

test("every refusal is in the catalogue of the documents", () => {
  const catalogue = textOf("docs/api.md");

  expect(Object.keys(refusals).filter((code) => !catalogue.includes(`| \`${code}\` |`))).toEqual([]);
});

test("every variable of the environment and every metric of the code is in the document for operators", () => {
  const operating = textOf("docs/operating.md");
  const sources = globSync("src/**/*.ts", { cwd: root }).filter((path) => !path.endsWith(".test.ts"));
  const code = sources.map(textOf).join("\n");
  const variables = code.matchAll(/\b(BAILIWICK_[A-Z_]+|DATABASE_URL)\b|process\.env\.(\w+)/g);
  const metrics = textOf("src/http/metrics.ts").matchAll(/name: "(\w+)"/g);
  const named = new Set([...variables, ...metrics].map(([, one, other]) => one ?? other ?? ""));

  expect(named.size).toBeGreaterThan(10);
  expect([...named].filter((name) => !operating.includes(`\`${name}\``))).toEqual([]);
});
