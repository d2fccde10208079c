import { idListedBy } from "../address.ts";
import type { AddCommand } from "../command.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import { accountText } from "../show/account.ts";
import { runsText, runText } from "../show/runs.ts";

/** `run` (or `runs`): what was loaded, and deciding on what is held. */
export const addRun: AddCommand = (program, run) => {
  const runs = program
    .command("run")
    .alias("runs")
    .description("What was loaded, and deciding on a run that is held.");
  withPages(runs.command("list", { isDefault: true }).description("List runs, the latest first.")).action(
    run(async (session, options: PageOptions) => {
      const json = await (await session.api()).listRuns(pageOf(options));
      return { json, text: runsText(session.io, json) };
    }),
  );
  runs
    .command("show")
    .description("Print one run with its account.")
    .argument("<id>", "as `run list` shows it", idListedBy("run list"))
    .action(
      run(async (session, id: string) => {
        const json = await (await session.api()).getRun({ run: id });
        return { json, text: runText(session.io, json) };
      }),
    );
  runs
    .command("pass")
    .description("Let a held run pass: what it waited with is applied now.")
    .argument("<id>", "as `run list` shows it", idListedBy("run list"))
    .action(
      run(async (session, id: string) => {
        const json = await (await session.api()).passRun({ run: id });
        return { json, text: accountText(session.io, json, `Run ${id}`) };
      }),
    );
  runs
    .command("discard")
    .description("Discard a held run and the file that it waited with.")
    .argument("<id>", "as `run list` shows it", idListedBy("run list"))
    .action(
      run(async (session, id: string) => {
        const json = await (await session.api()).discardRun({ run: id });
        return { json, text: `Run ${id} is discarded; it has changed nothing.\n` };
      }),
    );
};
