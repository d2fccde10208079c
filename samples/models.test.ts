import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readModel } from "../src/core/model/read-model.ts";

const folders = ["campaign-and-content/model", "../test/publications/model"];

test.each(folders)("the model in %s is read without a fault or a warning", (folder) => {
  const root = join(import.meta.dirname, folder);
  const files = readdirSync(root).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

  const { model, faults } = readModel(files);

  expect(files.length).toBeGreaterThan(1);
  expect(faults).toEqual([]);
  expect(model).not.toBeNull();
});
