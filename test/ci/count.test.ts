import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** What the count says after vitest itself ran these files. */
function countAfter(files: Record<string, string>): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "bailiwick-count-")));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  const results = join(home, "results");
  const vitest = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--globals",
    "--root",
    home,
    "--reporter=json",
    `--outputFile.json=${join(results, "first.json")}`,
  ];
  spawnSync(process.execPath, vitest, { cwd: home, env: { PATH: process.env.PATH } });
  const count = spawnSync(process.execPath, [join(root, ".ci/count.mjs"), results], { cwd: home });
  return `${count.stdout}${count.stderr}`;
}

test("what failed stands with its file and its first words before the count, which is last", () => {
  const said = countAfter({
    "good.test.js": 'test("holds", () => {}); test.skip("waits", () => {});',
    "bad.test.js": 'describe("a ledger", () => test("balances", () => expect(1).toBe(2)));',
    "worse.test.js": 'throw new Error("cannot even begin");',
  });

  expect(said).toMatch(
    /^Failed in the first pass: bad\.test\.js\n {2}a ledger balances\n {4}AssertionError: expected 1 to be 2/m,
  );
  expect(said).toMatch(
    /^Failed in the first pass: worse\.test\.js\n {2}\(the whole file\)\n {4}.*cannot even begin/m,
  );
  expect(said).toMatch(/\n1 passed, 1 failed, 1 skipped\n$/);
});

test("where nothing failed there is the count alone", () => {
  expect(countAfter({ "good.test.js": 'test("holds", () => {});' })).toBe("1 passed, 0 failed, 0 skipped\n");
});
