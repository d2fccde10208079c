import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RefusalCode, refusals } from "../errors.ts";
import { operations } from "./index.ts";
import { commonErrors, type Operation } from "./operation.ts";
import { valueErrors } from "./value-errors.ts";

const all = Object.entries<Operation>(operations);
const source = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !/\.test\.ts$|^errors\.ts$|^contract\//.test(path))
  .map((path) => readFileSync(join("src", path), "utf8"))
  .join("\n");

describe("the contract", () => {
  it("calls each operation by the name under which it is registered, at a place of its own", () => {
    const places = all.map(([, { method, path }]) => `${method} ${path}`);

    expect(all.filter(([name, operation]) => operation.name !== name)).toEqual([]);
    expect(new Set(places).size).toBe(places.length);
  });

  it.each(all)("%s has in its path just the names of its parameters", (_, { path, params }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);

    expect(Object.keys(params.shape).sort()).toEqual(inPath.sort());
  });

  it("declares no refusal twice, and none that nothing gives", () => {
    const declared = all.flatMap(([name, { errors }]) => errors.map((code) => `${name} ${code}`));
    const codes = new Set<RefusalCode>([...commonErrors, ...all.flatMap(([, { errors }]) => errors)]);

    expect(new Set(declared).size).toBe(declared.length);
    expect([...codes].filter((code) => !source.includes(`"${code}"`))).toEqual([]);
  });

  it("has no refusal in the catalogue that nothing gives", () => {
    const codes = Object.keys(refusals);

    expect(codes.filter((code) => !source.includes(`"${code}"`))).toEqual([]);
  });

  it("declares everything that a value can be refused with", () => {
    const ofValues = Object.keys(refusals).filter((code) => code.startsWith("value-"));

    expect([...valueErrors].sort()).toEqual(ofValues.sort());
  });

  it("can be asked for only what a body, a query or a path may hold, and nothing besides", () => {
    for (const [, { params, query }] of all) {
      expect(params.safeParse({ ...sample(params), extra: "1" }).success).toBe(false);
      expect(query.safeParse({ extra: "1" }).success).toBe(false);
    }
  });
});

const sample = (schema: Operation["params"]): Record<string, string> =>
  Object.fromEntries(Object.keys(schema.shape).map((name) => [name, "01a1fc42-ba88-8001-808a-284422f4bc0a"]));
