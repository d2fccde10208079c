import type { Mismatch } from "../../app/model-tests/outcome.ts";
import type { TestResult, TestRun } from "../../app/model-tests/run-model-tests.ts";
import { countOf, oneLine, wrapped } from "../../app/words.ts";
import type { Io } from "../io.ts";

interface Ran {
  readonly folder: string;
  readonly files: number;
  readonly name: string | null;
  readonly tookMs: number;
}

/** What came of the tests of a model: each that failed with what was expected, what came, and why. */
export function testRunText(io: Io, { faults, faultLines, results }: TestRun, ran: Ran): string {
  const { red, yellow } = io.paint;
  const told = faults.map((fault, at) => {
    const [head = "", ...rest] = (faultLines[at] ?? "").split("\n");
    return `${[(fault.severity === "error" ? red : yellow)(head), ...rest].join("\n")}\n`;
  });
  const errors = faults.filter((fault) => fault.severity === "error").length;
  if (errors > 0) return `${told.join("")}${countOf(errors, "fault")} in ${ran.folder}; no test was run\n`;
  return [...told, ...results.map((result) => resultText(io, result)), verdict(io, results, ran)].join("");
}

function resultText(io: Io, { ok, name, place, mismatches }: TestResult): string {
  const { dim, green, red } = io.paint;
  if (ok) return `${green("✓")} ${oneLine(name)}\n`;
  const head = `${red("✗")} ${oneLine(name)}  ${dim(`${place.file}:${place.line}`)}\n`;
  return head + mismatches.map((one) => mismatchText(io, one)).join("");
}

function mismatchText(io: Io, { place, about, expected, came, why }: Mismatch): string {
  const { bold, dim, green, red } = io.paint;
  const width = (io.columns ?? 110) - 15;
  const lines = [
    `    ${bold(oneLine(about))}  ${dim(`${place.file}:${place.line}:${place.column}`)}`,
    `      expected ${green(oneLine(expected))}`,
    `      came     ${red(oneLine(came))}`,
    ...why.flatMap((reason, at) =>
      wrapped(oneLine(reason), width).map((line, part) =>
        dim(`      ${at === 0 && part === 0 ? "why     " : "        "} ${part === 0 ? "" : "  "}${line}`),
      ),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function verdict(io: Io, results: readonly TestResult[], { folder, files, name, tookMs }: Ran): string {
  if (results.length === 0) {
    const none =
      files === 0 ? `there is no ${folder}/tests/*.yaml` : `no test has '${name ?? ""}' in its name`;
    return `No test was run: ${none}.\n`;
  }
  const failed = results.filter((one) => !one.ok).length;
  const took = `in ${tookMs} ms`;
  return failed === 0
    ? io.paint.green(`${countOf(results.length, "test")} passed ${took}\n`)
    : io.paint.red(`${failed} of ${countOf(results.length, "test")} failed ${took}\n`);
}
