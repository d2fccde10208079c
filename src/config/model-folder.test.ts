import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readModelFolder, readModelTests } from "./model-folder.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-model-"));
});

afterEach(() => rm(folder, { recursive: true }));

test("the YAML files of a folder and those below are read in the order of their paths, without the tests", async () => {
  await mkdir(join(folder, "sales/tests"), { recursive: true });
  await mkdir(join(folder, ".git"));
  for (const path of ["z.yaml", "sales/b.yml", "sales/tests/t.yaml", ".git/x.yaml", "notes.md", "a.YAML"])
    await writeFile(join(folder, path), path);

  const files = await readModelFolder(folder);

  expect(files).toEqual(["a.YAML", "sales/b.yml", "z.yaml"].map((path) => ({ path, text: path })));
  expect(await readModelTests(folder)).toEqual([{ path: "sales/tests/t.yaml", text: "sales/tests/t.yaml" }]);
});

test("a byte order mark is kept, so that the hash of a model is that of its bytes", async () => {
  await writeFile(join(folder, "a.yaml"), "\uFEFFa: 1");

  expect((await readModelFolder(folder))[0]?.text).toBe("\uFEFFa: 1");
});

test("a file that is not UTF-8 is refused by its name", async () => {
  await writeFile(join(folder, "a.yaml"), Buffer.from([0x61, 0xff]));

  await expect(readModelFolder(folder)).rejects.toThrow("The model file a.yaml is not UTF-8.");
});

test("a folder without a model, and one that is not there, are refused with what to do", async () => {
  await expect(readModelFolder(folder)).rejects.toMatchObject({
    refusal: { code: "model-folder-unreadable", hint: "Name the folder of the model with --model DIR." },
  });
  await expect(readModelFolder(join(folder, "none"))).rejects.toThrow("cannot be read: it is not there");
});

test("a file beyond the bound is not even read", async () => {
  await writeFile(join(folder, "a.yaml"), Buffer.alloc(4_194_305, "a"));

  await expect(readModelFolder(folder)).rejects.toThrow("too large");
});
