import { basename, join, relative, resolve } from "node:path";
import { meantBy } from "../../app/unknown-name.ts";
import { requireEmpty, writeNewFolder } from "../../config/new-folder.ts";
import { readSampleModel, sampleNames } from "../../config/sample-models.ts";
import { startFilesMax } from "../../limits.ts";
import { usage } from "../cli-error.ts";
import type { AddCommand } from "../command.ts";
import { bareCommandName, commandName } from "../command-name.ts";
import type { Result } from "../result.ts";
import type { Session } from "../session.ts";
import { startedText } from "../show/started.ts";
import { startedJson } from "../show/started-json.ts";

interface Options {
  readonly out: string;
  readonly sample?: string;
  readonly entity?: string;
  readonly exports?: string;
}

/** `init`: a model from the files that there are, and at once what it would find in them. Needs no server. */
export const addInit: AddCommand = (program, run) => {
  program
    .command("init")
    .description(
      "Start a model from files: profile them, guess what they share, write a model, show what it finds.",
    )
    .argument("[files...]", "exports of your systems: CSV with any delimiter, JSON Lines, JSON or Parquet")
    .option("--out <dir>", "the folder for the model; nothing in it is overwritten", "model")
    .option("--entity <name>", "what one of the things is called that the files describe")
    .option("--sample <name>", "start from a sample model instead of files")
    .option("--exports <dir>", "beside a sample model: a folder for what its systems exported")
    .action(
      run((session, paths: string[], options: Options) => {
        if (options.sample === undefined && options.exports !== undefined)
          usage("--exports goes with --sample: what other systems exported is theirs.");
        if (options.sample === undefined) return fromFiles(session, paths, options);
        if (paths.length > 0) usage("Start from files or from a sample, not from both.");
        return fromSample(session, options.sample, options);
      }),
    );
};

async function fromFiles(session: Session, paths: readonly string[], options: Options): Promise<Result> {
  const names = await sampleNames();
  if (paths.length === 0)
    usage(
      "No file is named.",
      `For instance: bailiwick init crm.csv erp.csv, or --sample ${names.join(" | ")}.`,
    );
  if (paths.length > startFilesMax)
    usage(`${paths.length} files are too many; at most ${startFilesMax} are compared with each other.`);
  const twice = paths.find((path, at) => paths.findIndex((each) => resolve(each) === resolve(path)) < at);
  if (twice !== undefined) usage(`${twice} is named twice.`);
  if (options.entity !== undefined && !/^[a-z][a-z0-9_-]{0,62}$/.test(options.entity))
    usage(`--entity '${options.entity}' is no name.`, "Small letters, digits, _ and -, a letter first.");
  await requireEmpty(options.out);
  const started = await guess(session, paths, options.entity ?? null);
  await writeNewFolder(options.out, started.modelFiles);
  const place = { out: options.out, command: bareCommandName() };
  return { json: startedJson(started, options.out), text: startedText(session.io, started, place) };
}

async function guess({ io }: Session, paths: readonly string[], entity: string | null) {
  // Loaded only here, as what starts a server is: no other command should wait for its parts.
  const { startModelFrom } = await import("../../main.ts");
  const tell = (what: string) => {
    if (io.watched) io.err(`${what.padEnd(60)}\r`);
  };
  const files = paths.map((path) => ({ path, name: nameOf(path, paths) }));
  const started = await startModelFrom(files, { entity, tell });
  tell("");
  return started;
}

/** Two files of one name are told apart by their folders. */
function nameOf(path: string, paths: readonly string[]): string {
  const name = basename(path);
  return paths.filter((each) => basename(each) === name).length === 1 ? name : relative(".", path);
}

async function fromSample(
  { io, flags }: Session,
  sample: string,
  { out, exports }: Options,
): Promise<Result> {
  const names = await sampleNames();
  if (!names.includes(sample)) usage(`There is no sample '${sample}'.`, meantBy(sample, names));
  if (exports !== undefined) await requireEmpty(exports, "--exports");
  const files = await readSampleModel(sample);
  await writeNewFolder(out, files);
  const exported = exports === undefined ? [] : await exportSample(sample, exports, io.now());
  const command = commandName(flags.data);
  const written = files.map(({ path }) => path);
  const next = [`${bareCommandName()} check ${out}`];
  if (exported.length > 0)
    next.push(`${command} model apply ${out}`, ...exported.map((each) => `${command} ${each}`));
  return {
    json: { sample, out, files: written, loads: exported },
    text: `The model of the sample ${sample} is in ${out}: ${written.join(", ")}.\nNext:\n${next.map((line) => `  ${line}\n`).join("")}`,
  };
}

/** Writes what the systems of a sample exported until today; gives the commands that load it, in their order. */
async function exportSample(sample: string, dir: string, now: Date): Promise<readonly string[]> {
  // Loaded only here: no other command should wait for what makes them.
  const [{ samples }, { sampleDefaults, writeExports }] = await Promise.all([
    import("../../../samples/samples.ts"),
    import("../../../samples/shared/exports.ts"),
  ]);
  const generate = samples[sample];
  if (generate === undefined) return usage(`The sample '${sample}' has no exports.`);
  const exported = generate({ ...sampleDefaults, lastDay: now.toISOString().slice(0, 10) });
  await writeExports(exported, dir);
  return exported.exports.map(
    ({ source, file, asOf, complete }) =>
      `load ${source} ${join(dir, file)} --as-of ${asOf}${complete ? " --complete" : ""}`,
  );
}
