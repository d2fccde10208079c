import { runModelTests } from "../../app/model-tests/run-model-tests.ts";
import { readModelFolder, readModelTests } from "../../config/model-folder.ts";
import type { AddCommand } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { modelFolder } from "../model-folder-of.ts";
import { testRunText } from "../show/model-tests.ts";

/** `test`: the tests of a model, in memory, without any server or database. */
export const addTest: AddCommand = (program, run) => {
  program
    .command("test")
    .description("Run the tests of a model (tests/*.yaml in its folder). Needs no server and no database.")
    .argument("[name]", "only tests whose name contains this")
    .action(
      run(async ({ io, flags }, name: string | undefined) => {
        const folder = modelFolder(undefined, flags);
        const [files, tests] = [await readModelFolder(folder), await readModelTests(folder)];
        const began = performance.now();
        const done = runModelTests(files, tests, name ?? null);
        const tookMs = Math.round(performance.now() - began);
        const errors = done.faults.filter((fault) => fault.severity === "error").length;
        const failed = done.results.filter((one) => !one.ok).length;
        const nothing = done.results.length === 0;
        const ok = errors === 0 && failed === 0 && !nothing;
        return {
          json: { ok, faults: done.faults, results: done.results, tookMs },
          text: testRunText(io, done, { folder, files: tests.length, name: name ?? null, tookMs }),
          exitCode: ok ? exitCodes.ok : exitCodes.no,
        };
      }),
    );
};
