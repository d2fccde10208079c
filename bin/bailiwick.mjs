#!/usr/bin/env node
// The command as the package installs it. Plain JavaScript for any Node, so that whoever has one that is too old reads that
// instead of a fault of its syntax; a clone has `./bailiwick`, which brings a Node with it.
import { readFileSync } from "node:fs";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const needed = engines.node.replace(/^>=/, "");

if (isOlder(process.versions.node, needed)) {
  process.stderr.write(
    `Bailiwick needs Node.js ${needed} or newer; this is ${process.versions.node}.\n` +
      "`npm install node@24` beside it brings one, and npx then takes that.\n",
  );
  process.exitCode = 3;
} else {
  // Node 22 warns that its SQLite is new, on the stderr where a program reads errors as JSON.
  const listeners = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning") for (const told of listeners) told(warning);
  });
  await import("../dist/src/cli/main.js");
}

/** @param {string} version @param {string} than */
function isOlder(version, than) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split(".").map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
