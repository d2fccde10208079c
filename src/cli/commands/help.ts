import type { Command } from "commander";
import { usage } from "../cli-error.ts";
import type { AddCommand } from "../command.ts";
import { exitCodes } from "../exit-code.ts";

/** `help`: the same as `--help` behind a command. One for all of them, so that no group of commands needs one of its own. */
export const addHelp: AddCommand = (program, run) => {
  program
    .command("help")
    .description("Print help, of all or of one command.")
    .argument("[command...]", "the command, for instance: token create")
    .action(
      run(async (_session, words: readonly string[]) => {
        words.reduce(commandIn, program).outputHelp();
        return exitCodes.ok;
      }),
    );
};

function commandIn(group: Command, word: string): Command {
  return commandNamed(group, word) ?? usage(unknownCommand(group, word), "Add --help to see how it is used.");
}

export const commandNamed = (group: Command, word: string): Command | undefined =>
  group.commands.find((each) => each.name() === word || each.aliases().includes(word));

/** What is said of a word where the name of a command is meant. */
export function unknownCommand(group: Command, word: string): string {
  const names = group.commands.map((each) => each.name());
  const of =
    group.parent === null || names.length === 0 ? "" : ` of ${group.name()}; there is: ${names.join(", ")}`;
  return `unknown command '${word}'${of}`;
}
