// Adds up what vitest wrote of each pass, as one plain line.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const passes = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
const sum = (member) => passes.reduce((total, pass) => total + pass[member], 0);
const skipped = sum("numPendingTests") + sum("numTodoTests");
process.stdout.write(
  `${sum("numPassedTests")} passed, ${sum("numFailedTests")} failed, ${skipped} skipped\n`,
);
