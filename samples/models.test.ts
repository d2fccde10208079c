import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runModelTests } from "../src/app/model-tests/run-model-tests.ts";
import { readModelFolder, readModelTests } from "../src/config/model-folder.ts";
import { readModel } from "../src/core/model/read-model.ts";

const samples = globSync("*/model", { cwd: import.meta.dirname }).toSorted();
const folders = [...samples, "../test/publications/model"];
const root = (folder: string) => join(import.meta.dirname, folder);

test.each(folders)("the model in %s is read without a fault or a warning", async (folder) => {
  const files = await readModelFolder(root(folder));

  const { model, faults } = readModel(files);

  expect(files.length).toBeGreaterThan(1);
  expect(faults).toEqual([]);
  expect(model).not.toBeNull();
});

test.each(samples)("the model in %s passes its own tests", async (folder) => {
  const [files, tests] = [await readModelFolder(root(folder)), await readModelTests(root(folder))];

  const { faultLines, results } = runModelTests(files, tests, null);

  expect(faultLines).toEqual([]);
  expect(results.filter((one) => !one.ok)).toEqual([]);
  expect(results.length).toBeGreaterThan(0);
});

test("the test that the documents show passes on the sample company", async () => {
  const document = readFileSync(root("../docs/testing-models.md"), "utf8");
  const text = /```yaml\n([\s\S]*?)```/.exec(document)?.[1] ?? "";

  const files = await readModelFolder(root("campaign-and-content/model"));
  const { faultLines, results } = runModelTests(files, [{ path: "tests/documented.yaml", text }], null);

  expect(faultLines).toEqual([]);
  expect(results).toMatchObject([{ mismatches: [] }]);
});
