import { argumentOf } from "../../app/read/argument.ts";
import type { RunningServer } from "../../main.ts";
import { type Client, clientOf } from "../client.ts";
import type { AddCommand } from "../command.ts";
import { commandName } from "../command-name.ts";
import { firstTokenText } from "../first-token.ts";
import { printResult } from "../result.ts";
import { runServer } from "../run-server.ts";
import { loadSample, sampleModel } from "../sample.ts";
import type { Session } from "../session.ts";
import { argumentText } from "../show/argument.ts";
import { tryText } from "../show/try.ts";
import { configFor, listeningJson, type ServeOptions } from "./serve.ts";

/** `start`: what `npm start` runs. The sample company, unless a model is named; first of all what it is about. */
export const addStart: AddCommand = (program, run) => {
  program
    .command("start")
    .description("Start the server on a sample company, and show what its systems disagree about.")
    .option("--listen <address>", "host:port, :port or host; else 127.0.0.1:7420")
    .action(
      run((session, options: ServeOptions) => {
        const own = session.flags.model;
        const config = configFor(session, options, own ?? sampleModel);
        if (session.io.watched) session.io.err("Starting …\r");
        return runServer(session.io, config, async (server, ending) => {
          const api = clientOf(server.url, server.ownToken);
          if (own === null) await loadSample(session.io, api, session.flags.data, ending);
          if (ending.aborted) return;
          const text = await screen(session, server, api);
          printResult(session.io, { json: listeningJson(server), text }, session.flags.json);
        });
      }),
    );
};

async function screen({ io, flags }: Session, server: RunningServer, api: Client): Promise<string> {
  const argument = argumentOf((await api.getOverview({})) as never, io.now());
  return [
    argumentText(io, argument),
    "\n",
    tryText(io, argument, commandName(flags.data)),
    "\n",
    `This screen as a page (${server.url}/docs has the API):\n${server.url}/#${server.ownToken}\n`,
    server.firstToken === null ? "" : firstTokenText(server.firstToken),
    io.paint.dim("Ctrl-C stops everything.\n"),
  ].join("");
}
