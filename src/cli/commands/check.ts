import { checkModel } from "../../app/check-model.ts";
import { countOf } from "../../app/words.ts";
import { readModelFolder } from "../../config/model-folder.ts";
import type { AddCommand } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { modelFolder } from "../model-folder-of.ts";

/** `check`: every fault of a model at once, without any server. */
export const addCheck: AddCommand = (program, run) => {
  program
    .command("check")
    .description("Check a model: every fault at once, with its place. Needs no server.")
    .argument("[dir]", "the folder of the model; else that of --model, else ./model")
    .action(
      run(async ({ io, flags }, dir: string | undefined) => {
        const folder = modelFolder(dir, flags);
        const { faults, faultLines, counts, hash } = checkModel(await readModelFolder(folder));
        const errors = faults.filter((fault) => fault.severity === "error").length;
        const warnings = faults.length - errors;
        const lines = faults.map((fault, i) => {
          const paint = fault.severity === "error" ? io.paint.red : io.paint.yellow;
          const [head = "", ...rest] = (faultLines[i] ?? "").split("\n");
          return [paint(head), ...rest].join("\n");
        });
        const verdict =
          errors > 0
            ? `${countOf(errors, "fault")}${warnings > 0 ? `, ${countOf(warnings, "warning")}` : ""} in ${folder}`
            : `${folder} is a sound model: ${countOf(counts.systems, "system")}, ${countOf(counts.entities, "entity type")}, ${countOf(counts.sources, "source")}, ${countOf(counts.attributes, "attribute")}${warnings > 0 ? `; ${countOf(warnings, "warning")}` : ""}.`;
        return {
          json: { ok: errors === 0, hash, faults },
          text: `${[...lines, verdict].join("\n")}\n`,
          exitCode: errors === 0 ? exitCodes.ok : exitCodes.no,
        };
      }),
    );
};
