import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const lock = {
  packages: {
    "": {},
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "1.0.0", optional: true },
  },
};

/** A checkout with a lock file of two packages, and an npm that writes down how it was called. */
function checkout() {
  const home = mkdtempSync(join(tmpdir(), "bailiwick-set-up-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  for (const path of ["scripts/set-up.mjs", "bailiwick"]) {
    put(path, "");
    copyFileSync(join(root, path), join(home, path));
  }
  chmodSync(join(home, "bailiwick"), 0o755);
  put("package.json", JSON.stringify({ type: "module", devDependencies: { node: process.versions.node } }));
  put("package-lock.json", JSON.stringify(lock));
  put(
    "src/cli/main.ts",
    "const words: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify([process.cwd(), ...words]));\nprocess.exit(words.length);\n",
  );
  put("npm/package.json", "{}");
  put(
    "npm/cli.js",
    'require("fs").writeFileSync(__dirname + "/../called", process.argv.slice(2).join(" "));\nconsole.log("words of npm");\n',
  );
  return { home, put };
}

function installed({ home, put }: ReturnType<typeof checkout>, versionOfA = "1.0.0"): void {
  put(
    "node_modules/.package-lock.json",
    JSON.stringify({ packages: { "node_modules/a": { version: versionOfA } } }),
  );
  mkdirSync(join(home, "node_modules/.bin"));
  symlinkSync(process.execPath, join(home, "node_modules/.bin/node"));
  utimesSync(join(home, "package-lock.json"), 1, 1);
}

function setUp(home: string) {
  const environment = { ...process.env, npm_execpath: join(home, "npm/cli.js") };
  return spawnSync(process.execPath, [join(home, "scripts/set-up.mjs")], {
    encoding: "utf8",
    env: environment,
  });
}

test("what is installed as the lock file says is left alone, and nothing is said", () => {
  const made = checkout();
  installed(made);

  const { status, stdout, stderr } = setUp(made.home);

  expect([status, stdout, stderr]).toEqual([0, "", ""]);
  expect(existsSync(join(made.home, "called"))).toBe(false);
});

test.each(["nothing", "another version"])(
  "with %s installed npm ci is run, and says its words on stderr",
  (what) => {
    const made = checkout();
    if (what === "another version") installed(made, "0.9.0");

    const { stdout, stderr } = setUp(made.home);

    expect(readFileSync(join(made.home, "called"), "utf8")).toBe("ci --no-audit --no-fund --loglevel=error");
    expect(stdout).toBe("");
    expect(stderr).toMatch(/Setting up[\s\S]*words of npm/);
  },
);

test("a platform without the pinned Node is told so", () => {
  const made = checkout();

  const { status, stderr } = setUp(made.home);

  expect(status).toBe(1);
  expect(stderr).toMatch(/There is no Node\.js .* for /);
});

test("the launcher works from any folder, through links to it, and passes words and exit code on", () => {
  const made = checkout();
  installed(made);
  const elsewhere = mkdtempSync(join(tmpdir(), "bailiwick-elsewhere-"));
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
  mkdirSync(join(elsewhere, "bin"));
  symlinkSync(join(made.home, "bailiwick"), join(elsewhere, "absolute"));
  symlinkSync("../absolute", join(elsewhere, "bin", "relative"));

  const { status, stdout } = spawnSync(join(elsewhere, "bin", "relative"), ["a b", "*"], {
    cwd: elsewhere,
    encoding: "utf8",
  });

  expect(JSON.parse(stdout)).toEqual([elsewhere, "a b", "*"]);
  expect(status).toBe(2);
});
