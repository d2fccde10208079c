import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { root, runBlocks, startInClone } from "../helpers/clone-shell.ts";
import { notPrinted, type ShellBlock, shellBlocksOf } from "../helpers/tutorial.ts";

/** Whoever follows the documents in an empty folder, command by command, sees what they show. */
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-reader-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const blocksOf = async (path: string): Promise<readonly ShellBlock[]> =>
  shellBlocksOf(await readFile(join(root, path), "utf8"));

/** Runs blocks as they stand; gives all that they printed, once nothing is missing of what was shown. */
async function follow(blocks: readonly ShellBlock[]): Promise<readonly string[]> {
  const { code, printed } = await runBlocks(
    folder,
    blocks.map(({ text }) => text),
  );
  expect(code, printed.at(-1)).toBe(0);
  const missed = blocks.flatMap(({ text, shown }, at) =>
    notPrinted(shown, printed[at] ?? "").map((line) => `${text} did not print: ${line}\nbut\n${printed[at]}`),
  );
  expect(missed).toEqual([]);
  return printed;
}

/** The commands that a command told to go on with. */
const nextOf = (printed: string): readonly ShellBlock[] =>
  [...printed.matchAll(/^ {2}(\S*bailiwick .*?)(?: {2,}.*)?$/gm)].map(([, text = ""]) => ({
    text,
    shown: "",
  }));

it("docs/start.md: two exports become a model that finds what they disagree about", async () => {
  const people = Array.from({ length: 60 }, (_, i) => [
    `K${100 + i}`,
    `Ann ${i}`,
    i % 9 === 0 ? "Hamburg" : "Bern",
  ]);
  const crm = people.map(([key, name, town]) => `${key},${name},${town}`);
  const erp = people.map(
    ([key, name, town], i) => `${key},${name},${i % 5 === 0 ? town?.slice(0, 3) : town}`,
  );
  await writeFile(join(folder, "crm.csv"), `customer_no,name,town\n${crm.join("\n")}\n`);
  await writeFile(join(folder, "erp.csv"), `customer_no,name,town\n${erp.join("\n")}\n`);

  const [printed = ""] = await follow(await blocksOf("docs/start.md"));

  expect(printed).toContain("my-model is a sound model: 2 systems, 1 entity type, 2 sources");
  expect(printed).toMatch(/12 divergences in \d groups?\.\s*$/);
});

it.each(["customer", "employee", "patient"])(
  "samples/%s/README.md: its model comes with exports",
  async (name) => {
    const [printed = ""] = await follow(await blocksOf(`samples/${name}/README.md`));
    const next = nextOf(printed);
    const [check = { text: "", shown: "" }] = next;

    const [checked = ""] = await follow([check]);

    expect(checked).toContain("is a sound model");
    expect(next.filter(({ text }) => text.includes(" load ")).length).toBeGreaterThan(2);
  },
);

it.each(["product", "supplier"])("samples/%s/README.md: it shows its hard case as it is", async (name) => {
  const [init = { text: "", shown: "" }, ...hardCase] = await blocksOf(`samples/${name}/README.md`);
  const [printed = ""] = await follow([init]);
  const server = await startInClone(join(folder, ".bailiwick"), ["serve"], "Token for everything");
  try {
    const loaded = await follow(nextOf(printed));
    const shown = await follow(hardCase);

    expect(loaded.join("")).toMatch(/into erp: done/);
    expect(shown).toHaveLength(hardCase.length);
    expect(hardCase.every((block) => block.shown !== "")).toBe(true);
  } finally {
    await server.stop();
  }
});
