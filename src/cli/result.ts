import type { ExitCode } from "./exit-code.ts";
import { exitCodes } from "./exit-code.ts";
import type { Io } from "./io.ts";

/** What a command found out: for programs and for people. */
export interface Result {
  readonly json: unknown;
  readonly text: string;
  /** Absent: ok. */
  readonly exitCode?: ExitCode;
}

/** Prints a result in the one way or the other; with `--json` nothing else is ever on stdout. */
export function printResult(io: Io, result: Result, asJson: boolean): ExitCode {
  io.out(asJson ? `${JSON.stringify(result.json, null, 2)}\n` : result.text);
  return result.exitCode ?? exitCodes.ok;
}
