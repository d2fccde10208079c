import { setTimeout as sleep } from "node:timers/promises";
import { readConfig, serverFileOf } from "../config/config.ts";
import { readServerFile, type ServerFile } from "../config/server-file.ts";
import { Refused } from "../errors.ts";
import { serverAnswersMs, serverLookMs, serverStartsMs } from "../limits.ts";
import { CliError } from "./cli-error.ts";
import { type Client, clientOf, ServerError } from "./client.ts";
import { exitCodes } from "./exit-code.ts";
import { firstTokenText } from "./first-token.ts";
import type { Environment, Flags } from "./flags.ts";
import type { Io } from "./io.ts";

export interface Connection {
  readonly client: Client;
  /** Stops the server, where one was started for the command. */
  close(): Promise<void>;
}

/** The server that was named, or runs on the data folder; else one that is started for the length of the command. */
export async function connect(io: Io, flags: Flags, env: Environment): Promise<Connection> {
  if (flags.url !== null) return { client: elsewhere(flags.url, flags.token), close: async () => {} };
  const deadline = Date.now() + serverStartsMs;
  for (;;) {
    const running = await serverOn(flags.data);
    if (running !== null) {
      return { client: clientOf(running.url, flags.token ?? running.token), close: async () => {} };
    }
    const server = await startUnlessInUse(flags, env, Date.now() > deadline);
    if (server !== null) {
      // Whatever came first on this data: its token is shown, and never again.
      if (server.firstToken !== null) io.err(firstTokenText(server.firstToken));
      return { client: clientOf(server.url, flags.token ?? server.ownToken), close: server.stop };
    }
    await sleep(serverLookMs);
  }
}

/** A server of our own; `null` where another process has the data and does not say yet where it listens: it starts, or ends. */
async function startUnlessInUse(flags: Flags, env: Environment, isLast: boolean) {
  // Loaded only here: most commands need no server of their own, and none should wait for its parts.
  const { startServer } = await import("../main.ts");
  try {
    return await startServer(configOf(flags, env));
  } catch (error) {
    const inUse = error instanceof Refused && error.refusal.code === "data-folder-in-use";
    if (inUse && !isLast) return null;
    throw error;
  }
}

/**
 * What the server on a data folder says of itself; `null` where none answers, whatever was left behind there. Asked, and not
 * concluded from the process id: after a kill -9 the id may be another's, in a container even that of the one who looks.
 */
export async function serverOn(data: string): Promise<ServerFile | null> {
  const says = await readServerFile(serverFileOf(data));
  return says !== null && isAlive(says.pid) && (await answers(says)) ? says : null;
}

/** The token of the file dies with the server that wrote it, so that who knows it is that very server. */
async function answers({ url, token }: ServerFile): Promise<boolean> {
  try {
    await clientOf(url, token).whoAmI({}, { signal: AbortSignal.timeout(serverAnswersMs) });
    return true;
  } catch (error) {
    if (error instanceof ServerError || isTimeout(error)) return false;
    throw error;
  }
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === "TimeoutError";

/** For a server of one command: at a port of its own, and with the model that is in force. */
function configOf(flags: Flags, env: Environment) {
  const { DATABASE_URL, BAILIWICK_MASTER_KEY, BAILIWICK_MASTER_KEY_PREVIOUS, BAILIWICK_LOG } = env;
  const kept = { DATABASE_URL, BAILIWICK_MASTER_KEY, BAILIWICK_MASTER_KEY_PREVIOUS, BAILIWICK_LOG };
  return { ...readConfig(kept, { data: flags.data, listen: "127.0.0.1:0" }), forOneCommand: true as const };
}

function elsewhere(url: string, token: string | null): Client {
  if (token !== null) return clientOf(url.replace(/\/+$/, ""), token);
  throw new CliError(exitCodes.usage, {
    code: "token-missing",
    message: `${url} wants a token.`,
    hint: "Give it with --token or BAILIWICK_TOKEN; its admin makes one with: bailiwick token create",
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive, and may not be signalled.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
