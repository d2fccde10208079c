import { parseDelimiter } from "../address.ts";
import type { AddCommand } from "../command.ts";
import { given } from "../given.ts";
import { openRows } from "../rows-file.ts";
import { accountText } from "../show/account.ts";

interface Options {
  readonly left: string;
  readonly right: string;
  readonly delimiter?: string;
}

/** `crosswalk load`: pairs of keys that are the same thing. */
export const addCrosswalk: AddCommand = (program, run) => {
  const crosswalk = program
    .command("crosswalk")
    .description("Which records are the same thing, by their keys.");
  crosswalk
    .command("load")
    .description("Load pairs of keys: the first two columns are a key of the left and of the right source.")
    .argument("<file>", "the file, or - for stdin")
    .requiredOption("--left <source>", "the source of the first column")
    .requiredOption("--right <source>", "the source of the second column")
    .option(
      "--delimiter <character>",
      "of CSV, where the header does not tell (tab for a tab)",
      parseDelimiter,
    )
    .action(
      run(async (session, path: string, options: Options) => {
        const file = await openRows(session.io, path);
        try {
          const api = await session.api();
          const json = await api.loadCrosswalk({
            source: options.left,
            right: options.right,
            rows: file.rows,
            contentType: file.contentType,
            ...given(options, ["delimiter"]),
            ...(file.name === null ? {} : { file: file.name }),
          });
          file.stop();
          const what = `${path}: pairs of ${options.left} and ${options.right}`;
          return { json, text: accountText(session.io, json, what) };
        } finally {
          file.stop();
        }
      }),
    );
};
