import type { Command } from "commander";
import type { exitCodes } from "./exit-code.ts";
import type { Result } from "./result.ts";
import type { Session } from "./session.ts";

/** What a command does: gives its result to be printed, or prints by itself as it goes and gives how it ended. */
export type Act<Args extends readonly unknown[]> = (
  session: Session,
  ...args: Args
) => Promise<Result | (typeof exitCodes)[keyof typeof exitCodes]>;

/** Turns what a command does into what commander calls. */
export type Run = <Args extends readonly unknown[]>(act: Act<Args>) => (...args: Args) => Promise<void>;

/** Adds one command, with its arguments and options, to the program. */
export type AddCommand = (program: Command, run: Run) => void;
