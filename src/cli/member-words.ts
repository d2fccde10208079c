import type { Command } from "commander";

/**
 * The words of a refusal as its command says them. A refusal names a member of the request in backticks, `by`; on the command line
 * it was an option or an argument, and is told as that: --by, <entity>.
 */
export function inWordsOf(command: Command, words: string): string {
  return words.replace(/`([a-zA-Z]+)(?:\.[\w.]+)?`/g, (whole, member: string) => {
    const names = [
      member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      ...(aliases[member] ?? []),
    ];
    for (const name of names) {
      if (command.options.some((option) => option.long === `--${name}`)) return `--${name}`;
      if (command.registeredArguments.some((argument) => argument.name() === name)) return `<${name}>`;
    }
    return whole;
  });
}

/** What members are called on the command line, where it is not by their own name. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  source: ["in", "left"],
  expected: ["expect"],
  expiresAt: ["expires"],
  fact: ["attribute"],
  ref: ["entity"],
  where: ["filter"],
  select: ["fields"],
  grants: ["grant"],
  layer: ["override"],
  cursor: ["after"],
};
