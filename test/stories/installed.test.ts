import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

/** The package as npm would install it, beside what it depends on: packed for real, its command run where no clone is. */
const root = resolve(import.meta.dirname, "../..");
let folder = "";
let command = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-installed-"));
  const modules = join(folder, "node_modules");
  const packed = run("npm", ["pack", "--silent", "--pack-destination", folder], root);
  expect(packed.stderr).toBe("");
  await mkdir(join(modules, "bailiwick"), { recursive: true });
  const tarball = join(folder, packed.stdout.trim());
  const whole = ["-xzf", tarball, "-C", join(modules, "bailiwick"), "--strip-components=1"];
  expect(run("tar", whole, folder).status).toBe(0);
  for (const name of await readdir(join(root, "node_modules"))) {
    if (!name.startsWith(".") && name !== "bailiwick")
      await symlink(join(root, "node_modules", name), join(modules, name));
  }
  command = join(modules, "bailiwick", "bin", "bailiwick.mjs");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("an installed package starts from a sample, checks its model and tests it, and names its commands as npx runs them", async () => {
  const made = await bailiwick(["init", "--sample", "supplier", "--out", "m", "--exports", "exp"]);
  expect(made).toMatchObject({ code: 0 });
  expect(made.out).toContain("npx bailiwick load erp exp/");

  expect(await bailiwick(["check", "m"])).toMatchObject({ code: 0 });
  expect(await bailiwick(["--model", "m", "test"])).toMatchObject({ code: 0 });
});

it("an installed package keeps a database of its own, and verifies it", async () => {
  const verified = await bailiwick(["--data", "d", "--model", "m", "verify", "--json"]);

  expect(verified).toMatchObject({ code: 0 });
  expect(JSON.parse(verified.out)).toMatchObject({ fault: null, entries: 1 });
});

it("a Node that is too old is told so in words", (test) => {
  const old = olderNode();
  test.skip(old === undefined, "no Node older than 22.18 is here");
  if (old === undefined) return;
  const told = run(old, [command, "--help"], folder);

  expect(told.stderr).toMatch(
    /^Bailiwick needs Node\.js 22\.18 or newer; this is \d+\.\d+\.\d+\.\n.*npm install node@24/,
  );
  expect(told.status).toBe(3);
});

function olderNode(): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((one) => join(one, "node"))
    .filter((one) => existsSync(one))
    .find((one) => Number(run(one, ["-p", "parseFloat(process.versions.node)"], folder).stdout) < 22.18);
}

function run(program: string, words: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

async function bailiwick(words: readonly string[]) {
  return new Promise<{ code: number; out: string; err: string }>((done) => {
    execFile(process.execPath, [command, ...words], { cwd: folder }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}
