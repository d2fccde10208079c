import { existsSync, globSync, readFileSync } from "node:fs";
import { resolve, sep } from "node:path";
import { expect, test } from "vitest";
import { unusedExports } from "./architecture/unused-exports.ts";
import { importsOf, violations } from "./architecture/violations.ts";

const root = resolve(import.meta.dirname, "..");

function sourcesOfTheHouse(): ReadonlyMap<string, string> {
  const folders = ["src", "sdk", "console"].filter((folder) => existsSync(resolve(root, folder)));
  const paths = folders.flatMap((folder) =>
    globSync(`${folder}/**/*.{ts,tsx}`, {
      cwd: root,
      exclude: (name) => name === "node_modules" || name === "dist",
    }),
  );
  return new Map(paths.map((path) => [path.split(sep).join("/"), readFileSync(resolve(root, path), "utf8")]));
}

const of = (files: Readonly<Record<string, string>>) => violations(new Map(Object.entries(files)));

test("the house keeps its architecture", () => {
  const sources = sourcesOfTheHouse();

  expect(sources.size).toBeGreaterThan(40);
  expect(violations(sources)).toEqual([]);
});

test("nothing is exported that nothing needs", () => {
  const users = globSync("{scripts,bench,samples}/**/*.ts", { cwd: root }).map((path): [string, string] => [
    path.split(sep).join("/"),
    readFileSync(resolve(root, path), "utf8"),
  ]);

  expect(unusedExports(new Map([...sourcesOfTheHouse(), ...users]))).toEqual([]);
});

test("an export that only a test needs is caught, one that its own file needs is not", () => {
  const files = {
    "src/core/a.ts":
      "export const a = 1;\nexport const b = 2;\nexport function c() { return a; }\nexport type D = 1;",
    "src/core/a.test.ts": 'import { b, c } from "./a.ts";',
    "src/core/e.ts": 'import { c as f, type D } from "./a.ts";\nexport interface E {}\nf();',
    "src/app/g.ts": 'const all = await import("../core/e.ts");',
  };

  expect(unusedExports(new Map(Object.entries(files)))).toEqual(["src/core/a.ts: nothing needs b"]);
});

test("core that reaches for the store is caught", () => {
  expect(of({ "src/core/a.ts": 'import type { Tx } from "../store/db.ts";' })).toEqual([
    "src/core/a.ts: core may not import src/store/db.ts",
  ]);
});

test("core that reads a clock's module, a file or a package is caught", () => {
  const text = 'import { readFile } from "node:fs/promises";\nimport pg from "pg";\nexport const a = 1;';

  expect(of({ "src/core/a.ts": text })).toEqual([
    "src/core/a.ts: core may not import node:fs/promises",
    "src/core/a.ts: core may not import pg",
  ]);
});

test("core may hash, and its tests may import what they like", () => {
  expect(
    of({
      "src/core/a.ts": 'import { createHash } from "node:crypto";\nexport const a = createHash;',
      "src/core/a.test.ts": 'import fc from "fast-check";\nimport { x } from "../store/db.ts";',
    }),
  ).toEqual([]);
});

test("a package that core wraps in two files is caught", () => {
  const text = 'import canonicalize from "canonicalize";\nexport const a = canonicalize;';

  expect(of({ "src/core/a.ts": text, "src/core/b.ts": text })).toEqual([
    "src/core/a.ts: canonicalize is wrapped once, and src/core/b.ts imports it too",
  ]);
});

test("http that skips app, and app that picks a connector, are caught", () => {
  expect(
    of({
      "src/http/a.ts": 'const db = await import("../store/db.ts");',
      "src/app/a.ts": 'import { csv } from "../connectors/file/csv.ts";\nexport const a = csv;',
      "src/app/b.ts":
        'import type { Connector } from "../connectors/connector.ts";\nexport type A = Connector;',
    }),
  ).toEqual([
    "src/app/a.ts: app may not import src/connectors/file/csv.ts",
    "src/http/a.ts: http may not import src/store/db.ts",
  ]);
});

test("a circle is caught, through types too", () => {
  expect(
    of({
      "src/core/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;',
      "src/core/b.ts": 'import type { A } from "./a.ts";\nexport type B = A;',
    }),
  ).toEqual(["src/core/a.ts: imports in a circle: src/core/a.ts -> src/core/b.ts -> src/core/a.ts"]);
});

test("a barrel is caught, the entry of a package is not", () => {
  const text = '// All of it.\nexport * from "./a.ts";\nexport { b } from "./b.ts";';

  expect(of({ "src/core/index.ts": text, "sdk/src/index.ts": text })).toEqual([
    "src/core/index.ts: is a barrel; import what it passes on from where it is",
  ]);
});

test.each([
  "const q = `\n  select a from b`;",
  'const q = "insert into a values (1)";',
  "const q = 'update a set b = 1';",
  "const q = `with x as (select 1) table x`;",
  "const q = `create table a ()`;",
])("SQL outside the store is caught: %s", (text) => {
  expect(of({ "src/app/a.ts": text })).toEqual(["src/app/a.ts: SQL stands in store/ and migrations/ only"]);
  expect(of({ "src/store/a.ts": text })).toEqual([]);
});

test("words that only sound like SQL are none", () => {
  expect(of({ "src/app/a.ts": 'const hint = "Select one from the list, or update it.";' })).toEqual([]);
});

test("a driver's parser changed for everyone is caught", () => {
  expect(of({ "src/store/a.ts": "pg.types.setTypeParser(20, BigInt);" })).toEqual([
    "src/store/a.ts: the driver's global parsers stay as they are",
  ]);
});

test("a file that is not kebab-case, or named for nothing, is caught", () => {
  expect(
    of({ "src/core/someThing.ts": "export const a = 1;", "src/app/utils.ts": "export const a = 1;" }),
  ).toEqual([
    "src/app/utils.ts: a file is named for its one idea",
    "src/core/someThing.ts: files are kebab-case",
  ]);
});

test("an SDK with a dependency is caught", () => {
  expect(
    of({
      "sdk/src/a.ts": 'import { z } from "zod";\nimport type { Model } from "../../src/core/model/model.ts";',
    }),
  ).toEqual([
    "sdk/src/a.ts: imports zod; the SDK has no dependency",
    "sdk/src/a.ts: sdk may not import src/core/model/model.ts",
  ]);
});

test("imports over several lines, and words in comments, are read right", () => {
  const text =
    'import {\n  type A,\n  b,\n} from "./a.ts";\n// import { c } from "./c.ts";\n/* from "./d.ts" */';

  expect(importsOf(text)).toEqual(["./a.ts"]);
});
