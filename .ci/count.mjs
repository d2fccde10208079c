// Adds up what vitest wrote of each pass, as one plain line. What failed is named just before it: the end of a log that is
// cut in its middle is always there.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const testsMax = 30;
const linesMax = 8;
const lineCharactersMax = 300;

const [folder] = process.argv.slice(2);
const passes = readdirSync(folder)
  .sort()
  .map((name) => ({
    name: name.replace(/\.json$/, ""),
    ...JSON.parse(readFileSync(join(folder, name), "utf8")),
  }));

/** Each test that failed, and each file that failed as a whole, with what was said of it. */
const failures = passes.flatMap((pass) =>
  pass.testResults.flatMap((file) => {
    const tests = file.assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => ({ name: fullName, words: failureMessages.join("\n") }));
    const whole = file.status === "failed" && tests.length === 0;
    const found = whole ? [{ name: "(the whole file)", words: file.message }] : tests;
    return found.map((one) => ({ ...one, pass: pass.name, file: relative(process.cwd(), file.name) }));
  }),
);

// Indented, so that nothing a message says is taken for the count.
const firstLines = (words) =>
  words
    .split("\n")
    .slice(0, linesMax)
    .map((line) => `    ${line.slice(0, lineCharactersMax)}\n`)
    .join("");
const told = failures
  .slice(0, testsMax)
  .map(
    ({ pass, file, name, words }) => `Failed in the ${pass} pass: ${file}\n  ${name}\n${firstLines(words)}`,
  );
if (failures.length > testsMax) told.push(`And ${failures.length - testsMax} more.\n`);

const sum = (member) => passes.reduce((total, pass) => total + pass[member], 0);
const skipped = sum("numPendingTests") + sum("numTodoTests");
process.stdout.write(
  `${told.join("")}${sum("numPassedTests")} passed, ${sum("numFailedTests")} failed, ${skipped} skipped\n`,
);
