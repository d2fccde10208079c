import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { named } from "../campaign-and-content/campaigns.ts";
import { generate } from "../campaign-and-content/generate.ts";
import { sampleDefaults, writeExports } from "../shared/exports.ts";
import { type DemoName, demos } from "./demos.ts";
import { latestRow } from "./exported-rows.ts";

const now = new Date("2026-11-15T09:00:00Z");
let dir = "";

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "bailiwick-demo-"));
  await writeExports(generate(sampleDefaults), dir);
});
afterEach(() => rm(dir, { recursive: true }));

describe.each(Object.keys(demos) as DemoName[])("the demo %s", (name) => {
  it("has its name, and loads only files that it has just written, each later than the one before", async () => {
    const demo = demos[name](now);
    const dates: string[] = [];

    for (const step of demo.steps) {
      await step.change?.(dir);
      if (step.load === null) continue;
      expect(await readdir(dir)).toContain(step.load.file);
      dates.push(step.load.asOf);
    }

    expect(demo.name).toBe(name);
    expect(dates).toEqual([...new Set(dates)].sort());
    expect((dates[0] ?? "") >= now.toISOString()).toBe(true);
  });

  it("changes none of the files that the systems exported before", async () => {
    const before = await readAll();

    for (const step of demos[name](now).steps) await step.change?.(dir);

    expect(await readAll()).toMatchObject(before);
  });
});

it("wrong-edit changes the name in operations and puts it back", async () => {
  const names: (string | undefined)[] = [];

  for (const step of demos["wrong-edit"](now).steps) {
    await step.change?.(dir);
    names.push((await latestRow(dir, "ops", named.summer.opsId)).campaign_name);
  }

  expect(names).toEqual(["Summer by the Lake", "SUMMER (short)", "Summer by the Lake"]);
});

it("right-edit gives another name each time it runs, and operations follows", async () => {
  const names: (string | undefined)[] = [];

  for (let run = 0; run < 2; run++) {
    for (const step of demos["right-edit"](now).steps) await step.change?.(dir);
    names.push((await latestRow(dir, "crm", named.summer.crmId)).name);
    expect((await latestRow(dir, "ops", named.summer.opsId)).campaign_name).toBe(names.at(-1));
  }

  expect(names).toEqual(["Summer by the Sea", "Summer by the Lake"]);
});

it("move-authority changes first the stage alone, then the owner alone", async () => {
  const rows: string[] = [];

  for (const step of demos["move-authority"](now).steps) {
    await step.change?.(dir);
    const { status, owner } = await latestRow(dir, "crm", named.winter.crmId);
    rows.push(`${status} ${owner}`);
  }

  expect(rows).toEqual(["D sam.costa@example.org", "L sam.costa@example.org", "L dara.horn@example.org"]);
});

it("bad-file writes a file that lacks most keys, and one with bytes that are not UTF-8", async () => {
  for (const step of demos["bad-file"](now).steps) await step.change?.(dir);

  const cut = await readFile(join(dir, "crm-demo-bad-file-cut.csv"), "utf8");
  const garbled = await readFile(join(dir, "crm-demo-bad-file-garbled.csv"));
  expect(cut.split("\n").length).toBeGreaterThan(400);
  expect(cut.split("\n").length).toBeLessThan(900);
  expect(() => new TextDecoder("utf-8", { fatal: true }).decode(garbled)).toThrow();
  expect(garbled.toString("latin1").trimEnd().split("\n")).toHaveLength(7);
});

async function readAll(): Promise<Record<string, string>> {
  const files = await readdir(dir);
  const texts = await Promise.all(files.map((file) => readFile(join(dir, file), "utf8")));
  return Object.fromEntries(files.map((file, i) => [file, texts[i] ?? ""]));
}
