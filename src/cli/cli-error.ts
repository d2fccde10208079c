import type { Command } from "commander";
import { InvariantBroken, Refused } from "../errors.ts";
import { ServerError } from "./client.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { inWordsOf } from "./member-words.ts";

/** What a command cannot do, with what to do next. */
export class CliError extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly exitCode: ExitCode;

  constructor(
    exitCode: ExitCode,
    problem: { readonly code: string; readonly message: string; readonly hint?: string | undefined },
    options?: ErrorOptions,
  ) {
    super(problem.message, options);
    this.name = "CliError";
    this.code = problem.code;
    this.hint = problem.hint ?? null;
    this.exitCode = exitCode;
  }
}

export function usage(message: string, hint?: string): never {
  throw new CliError(exitCodes.usage, { code: "usage", message, hint });
}

/** Any error as one that can be told; `null` where it is a bug of ours. */
export function asCliError(error: unknown): CliError | null {
  if (error instanceof CliError) return error;
  if (error instanceof Refused) {
    const { code, message, hint } = error.refusal;
    const exitCode = isAboutStarting(code) ? exitCodes.unreachable : exitCodes.refused;
    return new CliError(exitCode, { code, message, hint }, { cause: error });
  }
  if (error instanceof ServerError) {
    const { code, message, hint, status } = error;
    return new CliError(endOf(status, code), { code, message, hint }, { cause: error });
  }
  return null;
}

function endOf(status: number, code: string): ExitCode {
  if (status === 0 || status === 503 || code === "not-bailiwick") return exitCodes.unreachable;
  return code === "internal" ? exitCodes.failed : exitCodes.refused;
}

/** Tells how a command failed: `code: message` and the hint below it; as JSON where the caller is a program. */
export function tellError(
  io: Io,
  { error, command }: { readonly error: unknown; readonly command: Command | null },
  asJson: boolean,
): ExitCode {
  const told = asCliError(error) ?? fileErrorOf(error);
  if (told === null) {
    const message = bug(error);
    io.err(asJson ? `${JSON.stringify({ error: { code: "bug", message, hint: null } })}\n` : `${message}\n`);
    return exitCodes.failed;
  }
  const { code, exitCode } = told;
  const inItsWords = (words: string): string => (command === null ? words : inWordsOf(command, words));
  const message = inItsWords(told.message);
  const hint = told.hint === null ? null : inItsWords(told.hint);
  if (asJson) io.err(`${JSON.stringify({ error: { code, message, hint } })}\n`);
  else {
    const head = code === "usage" ? "" : `${code}: `;
    io.err(`${io.paint.red(`${head}${message}`)}\n${hint === null ? "" : `  ${hint}\n`}`);
  }
  return exitCode;
}

/** What a system says of a file or folder that it will not read, make or write, as it is told; `null` where it is another error. */
function fileErrorOf(error: unknown): CliError | null {
  if (!(error instanceof Error) || !("code" in error && "path" in error)) return null;
  const words = reasons[String(error.code)];
  if (words === undefined) return null;
  return new CliError(
    exitCodes.refused,
    { code: "file-refused", message: `${String(error.path)} ${words}.` },
    { cause: error },
  );
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "may not be read or written by you",
  EPERM: "may not be changed by you",
  ENOENT: "does not exist",
  EEXIST: "is there already",
  ENOTDIR: "cannot be there: what is above it is no folder",
  EISDIR: "is a folder",
  EROFS: "is on a disk that cannot be written to",
  ENOSPC: "does not fit on the disk",
};

function isAboutStarting(code: string): boolean {
  return /^(data-folder|database|platform|migration|master-key|address|config)-/.test(code);
}

function bug(error: unknown): string {
  const kind = error instanceof InvariantBroken ? "A rule of Bailiwick itself is broken" : "This is a bug";
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${kind}. Please report it with these lines:\n${words}`;
}
