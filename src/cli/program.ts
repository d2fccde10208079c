import { Command, CommanderError, Option } from "commander";
import { version } from "../config/home.ts";
import { CliError, tellError } from "./cli-error.ts";
import type { Run } from "./command.ts";
import { commandNamed, unknownCommand } from "./commands/help.ts";
import { commands } from "./commands.ts";
import { type ExitCode, exitCodes, exitCodeWords } from "./exit-code.ts";
import { type Environment, flagsOf, type GivenFlags } from "./flags.ts";
import type { Io } from "./io.ts";
import { printResult } from "./result.ts";
import { Session } from "./session.ts";

/** Runs one command line and gives what the process ends with. Whatever it started has stopped when it returns. */
export async function runCommandLine(
  words: readonly string[],
  { io, env, folder }: { readonly io: Io; readonly env: Environment; readonly folder: string },
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  let said: unknown = null;
  let ran: Command | null = null;
  const asJson = words.includes("--json");
  const program = programOf(io, { words, asJson }, (given, act) => async (...args) => {
    // Commander gives the command itself behind its arguments and options.
    ran = args.at(-1) as unknown as Command;
    const session = new Session(io, flagsOf(given(), env, folder), env);
    try {
      const ended = await act(session, ...args);
      exitCode = typeof ended === "number" ? ended : printResult(io, ended, session.flags.json);
    } finally {
      await session.close();
    }
  });
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    said = error;
  }
  if (said === null) return exitCode;
  if (!(said instanceof CommanderError)) return tellError(io, { error: said, command: ran }, asJson);
  // Asking for help or the version is no error; everything else that commander stops at is the usage, and told by it already.
  if (said.exitCode === 0) return exitCodes.ok;
  return asJson
    ? tellError(io, { error: usageOf(said, program, words), command: null }, asJson)
    : exitCodes.usage;
}

type Start = (given: () => GivenFlags, act: Parameters<Run>[0]) => (...args: never[]) => Promise<void>;

function programOf(
  io: Io,
  { words, asJson }: { readonly words: readonly string[]; readonly asJson: boolean },
  start: Start,
): Command {
  const program = new Command("bailiwick");
  program
    .description("Who stands behind a fact, what disagrees with it, and where to correct it.")
    .addOption(new Option("--model <dir>", "the folder of the model").env("BAILIWICK_MODEL"))
    .addOption(
      new Option("--data <dir>", "the data folder; else .bailiwick here or above").env("BAILIWICK_DATA"),
    )
    .addOption(
      new Option("--url <address>", "a server elsewhere, instead of the one on the data folder").env(
        "BAILIWICK_URL",
      ),
    )
    .addOption(
      new Option("--token <token>", "who you are; on this machine, the admin of the data folder").env(
        "BAILIWICK_TOKEN",
      ),
    )
    .option("--json", "print the answer for programs: JSON on stdout, and nothing else there")
    .option("--no-color", "print without colours")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .showHelpAfterError("(add --help to see how it is used)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => (asJson ? undefined : io.err(text)),
      getOutHelpWidth: () => io.columns ?? 100,
      getErrHelpWidth: () => io.columns ?? 100,
      outputError: (text, write) => write(io.paint.red(`${plainly(text.trimEnd(), program, words)}\n`)),
    })
    .addHelpText("after", afterHelp);
  const run = ((act: Parameters<Run>[0]) => start(() => program.opts<GivenFlags>(), act)) as Run;
  for (const add of commands) add(program, run);
  for (const command of program.commands) inherit(command, program);
  return program;
}

/** Settings reach only commands made after them and by the program itself. */
function inherit(command: Command, from: Command): void {
  command.copyInheritedSettings(from);
  for (const each of command.commands) inherit(each, command);
}

/** What commander stopped at, for a program. */
function usageOf(stop: CommanderError, program: Command, words: readonly string[]): CliError {
  const isHelp = stop.code === "commander.help";
  const message = isHelp ? "The command is not complete." : plainly(stop.message, program, words);
  return new CliError(exitCodes.usage, { code: "usage", message, hint: "Add --help to see how it is used." });
}

/** What commander says, without its prefix. A stray word behind a group that lists by default is meant as one of its commands. */
function plainly(text: string, program: Command, words: readonly string[]): string {
  const said = text.replace(/^error: /, "");
  if (!/^too many arguments for 'list'\. Expected 0 /.test(said)) return said;
  const at = words.findIndex((word) => (commandNamed(program, word)?.commands.length ?? 0) > 0);
  const group = commandNamed(program, words[at] ?? "");
  const stray = words.slice(at + 1).find((word) => !word.startsWith("-") && word !== "list");
  return group === undefined || stray === undefined ? said : unknownCommand(group, stray);
}

const afterHelp = `
It ends with
${Object.entries(exitCodeWords)
  .map(([code, words]) => `  ${code}  ${words}\n`)
  .join("")}
Without a server on the data folder, one is started for the length of the command.`;
