import type { AddCommand } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { eventText } from "../show/event.ts";

/** `events`: what happens, as it happens, until Ctrl-C. With `--json` an event a line. */
export const addEvents: AddCommand = (program, run) => {
  program
    .command("events")
    .description("Follow what happens, as it happens, until Ctrl-C.")
    .option("--after <id>", "from the event behind this one; else from now", "now")
    .option("--from-start", "from the first event there is")
    .action(
      run(async (session, options: { after: string; fromStart?: boolean }) => {
        const { io, flags } = session;
        const api = await session.api();
        const ending = new AbortController();
        const end = () => ending.abort();
        process.once("SIGINT", end);
        process.once("SIGTERM", end);
        try {
          const asked = options.fromStart ? {} : { after: options.after };
          for await (const event of api.streamEvents(asked, { signal: ending.signal })) {
            io.out(flags.json ? `${JSON.stringify(event)}\n` : eventText(io, event));
          }
        } finally {
          process.off("SIGINT", end);
          process.off("SIGTERM", end);
        }
        return exitCodes.ok;
      }),
    );
};
