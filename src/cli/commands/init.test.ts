import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pc from "picocolors";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCommandLine } from "../program.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "bailiwick-init-"));
});
afterEach(() => rm(dir, { recursive: true }));

async function init(...words: readonly string[]) {
  const printed = { out: "", err: "" };
  const io = {
    out: (text: string) => {
      printed.out += text;
    },
    err: (text: string) => {
      printed.err += text;
    },
    columns: null,
    watched: false,
    paint: pc.createColors(false),
    now: () => new Date("2026-11-21T00:00:00Z"),
  };
  const out = join(dir, "model");
  const exitCode = await runCommandLine(["init", ...words, "--out", out], { io, env: {}, folder: dir });
  return { exitCode, ...printed, wrote: await readdir(out).catch(() => null) };
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(dir, name), content);
  return join(dir, name);
}

const rows = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

it("two files that were never seen before give a model, a report and the commands that go on from there", async () => {
  const crm = await file(
    "crm.csv",
    `\uFEFFaccount_no;name;mail\n${rows(40, (i) => `A${i};Firm ${i};a${i}@b.example`)}`,
  );
  const erp = await file(
    "erp.csv",
    `no,title,city\n${rows(30, (i) => `A${i},${i === 3 ? "FIRM 3" : `Firm ${i}`},Bonn`)}`,
  );

  const { exitCode, out, wrote } = await init(crm, erp);

  expect(exitCode).toBe(0);
  expect(wrote).toEqual(["account.yaml", "systems.yaml"]);
  expect(out).toMatch(/account\.name +erp +crm +never-synced +case +"Firm 3" \/ "FIRM 3"/);
  expect(out).toContain("30 in crm and erp, 10 in crm alone");
  expect(out).not.toContain("b.example");
  for (const line of [`check ${dir}/model`, `model apply ${dir}/model`, `load crm ${crm}`, `load erp ${erp}`])
    expect(out).toContain(line);
});

it("with --json nothing else stands on stdout, and personal values not there either", async () => {
  const crm = await file("crm.csv", `id,mail\n${rows(5, (i) => `${i},canary${i}@b.example`)}`);

  const { out } = await init(crm, "--json", "--entity", "person");

  expect(JSON.parse(out)).toMatchObject({
    files: [
      {
        name: "crm.csv",
        rows: 5,
        columns: [{ name: "id" }, { personal: "user.contact.email", examples: [] }],
      },
    ],
    entities: [{ name: "person" }],
    written: ["systems.yaml", "person.yaml"],
  });
  expect(out).not.toContain("canary");
});

it.each([
  ["empty.csv", "", "file-empty: empty.csv: The file is empty"],
  ["header.csv", "id,name\n", "file-empty: header.csv has no rows"],
  ["twice.csv", "id,name,name\n1,2,3\n", 'twice.csv: The column "name" stands twice'],
  ["binary.csv", Buffer.from([200, 13, 0, 255, 10, 1, 2, 3]), "binary.csv: The header (line 1) is not UTF-8"],
  [
    "latin.csv",
    Buffer.from("id,name\n1,M\xfcller\n", "latin1"),
    "latin.csv has 1 row, of which none can be read: line 2",
  ],
  ["sheet.xlsx", "PK\u0003\u0004", "Save it as CSV"],
])("a file of which nothing can be told is refused by its name: %s", async (name, content, message) => {
  const { exitCode, err, wrote } = await init(await file(name, content));

  expect(exitCode).toBe(3);
  expect(err).toContain(message);
  expect(wrote).toBeNull();
});

it("one row makes a model, and a file that is not there does not", async () => {
  expect(await init(await file("one.csv", "id,name\n1,Ann\n"))).toMatchObject({ exitCode: 0 });
  await rm(join(dir, "model"), { recursive: true });

  expect(await init(join(dir, "none.csv"))).toMatchObject({
    exitCode: 3,
    err: expect.stringContaining("does not exist"),
  });
});

it("nothing is overwritten", async () => {
  const crm = await file("crm.csv", "id,name\n1,Ann\n");
  await init(crm);
  const before = await readFile(join(dir, "model/systems.yaml"), "utf8");

  for (const again of [await init(crm), await init("--sample", "campaign-and-content")])
    expect(again).toMatchObject({ exitCode: 3, err: expect.stringContaining("model-folder-not-empty") });
  expect(await readFile(join(dir, "model/systems.yaml"), "utf8")).toBe(before);
});

it("a sample is copied whole, and one that is not there is told with those that are", async () => {
  expect(await init("--sample", "campaign-and-contents")).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining("Did you mean 'campaign-and-content'?"),
  });
  const { exitCode, wrote } = await init("--sample", "campaign-and-content");

  expect(exitCode).toBe(0);
  expect(wrote).toEqual(await readdir("samples/campaign-and-content/model"));
});

it("what the systems of a sample exported until today is written beside it, with the commands that load it", async () => {
  const exports = join(dir, "exports");

  const { exitCode, out } = await init("--sample", "customer", "--exports", exports);

  expect(exitCode).toBe(0);
  const files = (await readdir(exports)).filter((name) => name !== "exports.json");
  expect(files).toContain("crm-2026-11-13.csv");
  for (const name of files)
    expect(out).toContain(` ${join(exports, name)} --as-of ${name.match(/20[\d-]+/)}`);
});

it.each([
  [[], "No file is named"],
  [["a.csv", "./a.csv"], "named twice"],
  [["a.csv", "--sample", "campaign-and-content"], "not from both"],
  [["a.csv", "--entity", "My Thing"], "is no name"],
  [["a.csv", "--exports", "exports"], "--exports goes with --sample"],
])("a command line that cannot be meant is told so: %j", async (words, message) => {
  expect(await init(...words)).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining(message),
    wrote: null,
  });
});
