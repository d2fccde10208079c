import { instantOf, parseDelimiter } from "../address.ts";
import type { AddCommand } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { given } from "../given.ts";
import { openRows } from "../rows-file.ts";
import { accountText } from "../show/account.ts";

interface Options {
  readonly complete?: boolean;
  readonly asOf?: string;
  readonly dryRun?: boolean;
  readonly delimiter?: string;
}

/** `load`: the records of one source from a file. A held run ends with 1: nothing was changed. */
export const addLoad: AddCommand = (program, run) => {
  program
    .command("load")
    .description("Load records of a source from CSV, JSON Lines or Parquet, and tell what that did.")
    .argument("<source>", "the source, as the model names it")
    .argument("<file>", "the file, or - for stdin")
    .option("--complete", "the file is the whole source: keys absent from it are deletions")
    .option("--as-of <moment>", "date the file: 2026-11-14, or 2026-11-14T06:00:00Z", instantOf("--as-of"))
    .option("--dry-run", "give the same account, and change nothing")
    .option(
      "--delimiter <character>",
      "of CSV, where neither model nor header tells (tab for a tab)",
      parseDelimiter,
    )
    .action(
      run(async (session, source: string, path: string, options: Options) => {
        const file = await openRows(session.io, path);
        try {
          const api = await session.api();
          const json = await api.loadRecords({
            source,
            rows: file.rows,
            contentType: file.contentType,
            complete: options.complete ?? false,
            dryRun: options.dryRun ?? false,
            ...given(options, ["asOf", "delimiter"]),
            ...(file.name === null ? {} : { file: file.name }),
          });
          file.stop();
          const exitCode = json.state === "held" ? exitCodes.no : exitCodes.ok;
          return { json, text: accountText(session.io, json, `${path} into ${source}`), exitCode };
        } finally {
          file.stop();
        }
      }),
    );
};
