import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { modelSchema } from "../../app/check-model.ts";
import { documentModel } from "../../app/model-docs/document-model.ts";
import { countOf, timeText } from "../../app/words.ts";
import { readModelFolder } from "../../config/model-folder.ts";
import type { AddCommand } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { modelFolder } from "../model-folder-of.ts";

/** `model`: its JSON Schema, the one in force, and putting another one in force. */
export const addModel: AddCommand = (program, run) => {
  const model = program.command("model").description("The model: its schema, the one in force, another one.");
  for (const add of [addSchema, addShow, addDocs, addApply]) add(model, run);
};

const addSchema: AddCommand = (model, run) => {
  model
    .command("schema")
    .description("Print the JSON Schema by which editors complete and check the files of a model.")
    .action(
      run(async () => {
        const json = modelSchema();
        return { json, text: `${JSON.stringify(json, null, 2)}\n` };
      }),
    );
};

const addShow: AddCommand = (model, run) => {
  model
    .command("show")
    .description("Print the model in force, file by file.")
    .action(
      run(async (session) => {
        const json = await (await session.api()).getModel({});
        const { dim } = session.io.paint;
        const applied =
          json.appliedAt === null ? "none has been applied" : `since ${timeText(json.appliedAt)}`;
        const files = json.files.map(
          ({ path, text }) =>
            `${dim(`# ${path}`)}\n${text === null ? dim("# not shown to you") : text.trimEnd()}\n`,
        );
        return { json, text: [dim(`# Model ${json.hash}, ${applied}\n`), ...files].join("\n") };
      }),
    );
};

const addDocs: AddCommand = (model, run) => {
  model
    .command("docs")
    .description("Write a data dictionary of a model, as Markdown and as one HTML file. Needs no server.")
    .argument("[dir]", "the folder of the model; else that of --model, else ./model")
    .option(
      "--out <dir>",
      "the folder to write dictionary.md and dictionary.html to; else Markdown is printed",
    )
    .action(
      run(async ({ flags }, dir: string | undefined, { out }: { out?: string }) => {
        const folder = modelFolder(dir, flags);
        const { documents, faults, faultLines } = documentModel(await readModelFolder(folder));
        if (documents === null) {
          const text = `${faultLines.join("\n")}\n${countOf(faults.length, "fault")} in ${folder}; nothing was written\n`;
          return { json: { ok: false, faults, written: [] }, text, exitCode: exitCodes.no };
        }
        if (out === undefined) return { json: { ok: true, faults, ...documents }, text: documents.markdown };
        const written = await writeDocuments(out, documents);
        return { json: { ok: true, faults, written }, text: `Written: ${written.join(", ")}\n` };
      }),
    );
};

const addApply: AddCommand = (model, run) => {
  model
    .command("apply")
    .description("Put the model of a folder in force; what it decides anew is followed.")
    .argument("[dir]", "the folder of the model; else that of --model, else ./model")
    .action(
      run(async (session, dir: string | undefined) => {
        const files = await readModelFolder(modelFolder(dir, session.flags));
        const json = await (await session.api()).applyModel({ files: [...files] });
        const warnings = json.warnings.map(
          ({ file, line, column, message }) => `${file}:${line}:${column} warning: ${message}\n`,
        );
        const verdict = json.changed
          ? `Model ${json.hash} is in force. ${anew(json.resolvedAnew)}\n`
          : `This model is in force already; nothing has changed.\n`;
        return { json, text: warnings.join("") + verdict };
      }),
    );
};

function anew(types: readonly string[]): string {
  if (types.length === 0) return "It decides nothing anew.";
  return `${countOf(types.length, "entity type")} to be resolved anew: ${types.join(", ")}.`;
}

async function writeDocuments(
  folder: string,
  { markdown, html }: { readonly markdown: string; readonly html: string },
): Promise<readonly string[]> {
  const files = { [join(folder, "dictionary.md")]: markdown, [join(folder, "dictionary.html")]: html };
  await mkdir(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(path, text);
  return Object.keys(files);
}
