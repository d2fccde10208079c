import type { Config } from "../config/config.ts";
import { Refused } from "../errors.ts";
import type { RunningServer } from "../main.ts";
import { CliError } from "./cli-error.ts";
import { serverOn } from "./connect.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { Io } from "./io.ts";

/**
 * Starts a server in the foreground, lets `greet` say what it has to say, and ends it when it is told to end: by
 * Ctrl-C, by SIGTERM, or because its database is over. A second Ctrl-C ends at once.
 */
export async function runServer(
  io: Io,
  config: Config,
  greet: (server: RunningServer, ending: AbortSignal) => Promise<void>,
): Promise<ExitCode> {
  await refuseSecond(config.dataDir);
  const ending = new AbortController();
  const told = Promise.withResolvers<ExitCode>();
  const onSignal = () => {
    if (ending.signal.aborted) process.exit(130);
    ending.abort();
    told.resolve(exitCodes.ok);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    const { startServer } = await import("../main.ts");
    const server = await startServer(config).catch(withWayOut);
    void server.databaseExited.then(() => {
      if (ending.signal.aborted) return;
      io.err("The database ended unasked; postgres.log in the data folder says why.\n");
      told.resolve(exitCodes.unreachable);
    });
    try {
      await Promise.race([greetUnlessEnding(greet, server, ending.signal), told.promise]);
      return await told.promise;
    } finally {
      ending.abort();
      await server.stop();
    }
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

/** An address that is taken is named, with how to choose another one from here. */
function withWayOut(error: unknown): never {
  if (!(error instanceof Refused) || error.refusal.code !== "address-in-use") throw error;
  const { code, message } = error.refusal;
  throw new CliError(
    exitCodes.unreachable,
    { code, message, hint: "Choose another one: npm start -- --listen :7421 (0 takes any that is free)." },
    { cause: error },
  );
}

/** What the greeting cannot do any more because the server is coming to its end is no error. */
async function greetUnlessEnding(
  greet: (server: RunningServer, ending: AbortSignal) => Promise<void>,
  server: RunningServer,
  ending: AbortSignal,
): Promise<void> {
  try {
    await greet(server, ending);
  } catch (error) {
    if (!ending.aborted) throw error;
  }
}

async function refuseSecond(data: string): Promise<void> {
  const running = await serverOn(data);
  if (running === null) return;
  throw new CliError(exitCodes.unreachable, {
    code: "data-folder-in-use",
    message: `Bailiwick runs on ${data} already: at ${running.url}, process ${running.pid}.`,
    hint: "Commands find it by themselves. To start another one, give it another folder: --data DIR --listen :7421",
  });
}
