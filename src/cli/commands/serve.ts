import { readConfig } from "../../config/config.ts";
import type { RunningServer } from "../../main.ts";
import type { AddCommand } from "../command.ts";
import { firstTokenText } from "../first-token.ts";
import { printResult } from "../result.ts";
import { runServer } from "../run-server.ts";
import type { Session } from "../session.ts";

export interface ServeOptions {
  readonly listen?: string;
}

/** `serve`: a server in the foreground, on the model that is named or in force. */
export const addServe: AddCommand = (program, run) => {
  program
    .command("serve")
    .description("Start the server, with the model of --model or the one in force.")
    .option("--listen <address>", "host:port, :port or host; else 127.0.0.1:7420")
    .action(
      run((session, options: ServeOptions) =>
        runServer(session.io, configFor(session, options, session.flags.model), async (server) => {
          const text = `Bailiwick listens at ${server.url} (documents: ${server.url}/docs)\n`;
          const token = server.firstToken === null ? "" : firstTokenText(server.firstToken);
          printResult(session.io, { json: listeningJson(server), text: text + token }, session.flags.json);
        }),
      ),
    );
};

/** What a program is told of a server that has started: its token only where it is told for the first and last time. */
export const listeningJson = ({ url, firstToken }: RunningServer) => ({ url, token: firstToken });

/** The configuration of a server that is started by hand. */
export function configFor(
  { env, flags }: Session,
  { listen }: ServeOptions,
  model: string | null,
): ReturnType<typeof readConfig> {
  return readConfig(env, {
    data: flags.data,
    ...(model === null ? {} : { model }),
    ...(listen === undefined ? {} : { listen }),
  });
}
