// Installs what Bailiwick needs where that is missing or out of date. Runs on any Node that npm runs on, before the
// pinned one is there; so it is plain JavaScript and imports nothing of ours.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const pinnedNode = join(home, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");

if (!isInstalled()) install();

function isInstalled() {
  const installed = readJson("node_modules/.package-lock.json");
  if (installed === undefined) return false;
  const wanted = readJson("package-lock.json").packages;
  return (
    Object.entries(wanted).every(([path, { version, link, optional }]) => {
      if (path === "" || link === true || !path.includes("node_modules/")) return true;
      const found = installed.packages[path];
      // What is optional is for other platforms, unless it is here.
      return found === undefined ? optional === true : found.version === version;
    }) && pinnedNodeRuns()
  );
}

function install() {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    fail(`Setting up needs Node.js 20 or newer with its npm; this is ${process.versions.node}.`);
  }
  process.stderr.write(
    "Setting up: installing what Bailiwick needs. This happens once and takes about a minute.\n",
  );
  const words = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  // All its words go to stderr: what a command prints on stdout is its result.
  const { status, error } = spawnSync(command, [...first, ...words], { cwd: home, stdio: ["ignore", 2, 2] });
  if (error !== undefined) fail(`npm could not be run (${error.message}). Install Node.js with npm.`);
  if (status !== 0) fail("npm ci failed; its words stand above. Mend what they name, and run this again.");
  if (!pinnedNodeRuns()) {
    fail(
      `There is no Node.js ${pinnedVersion()} for ${process.platform} on ${process.arch}, or npm was told not to run install scripts ` +
        "(ignore-scripts). Bailiwick runs on Linux and macOS, x64 and arm64.",
    );
  }
}

function pinnedNodeRuns() {
  if (!existsSync(pinnedNode)) return false;
  const { stdout } = spawnSync(pinnedNode, ["--version"], { encoding: "utf8" });
  return stdout?.trim() === `v${pinnedVersion()}`;
}

function pinnedVersion() {
  return readJson("package.json").devDependencies.node;
}

function readJson(path) {
  const whole = join(home, path);
  return existsSync(whole) ? JSON.parse(readFileSync(whole, "utf8")) : undefined;
}

function fail(words) {
  process.stderr.write(`${words}\n`);
  process.exit(1);
}
