import { countOf, countText } from "../../app/words.ts";
import type { AddCommand } from "../command.ts";
import { exitCodes } from "../exit-code.ts";

/** `verify` and `keys rotate`: what an operator or auditor asks of the whole. */
export const addOperate: AddCommand = (program, run) => {
  program
    .command("verify")
    .description("Re-check everything: the log, its hashes, and that the state is what the log says.")
    .option(
      "--kept <entries:root>",
      "what an earlier check gave: those entries have to be the very same still",
    )
    .action(
      run(async (session, { kept }: { readonly kept?: string }) => {
        const json = await (await session.api()).verify(kept === undefined ? {} : { kept });
        const { green, red } = session.io.paint;
        const { fault, entries, root, seconds } = json;
        const text =
          fault === null
            ? green(
                `All is as it should be: ${countOf(entries, "entry")} checked in ${seconds.toFixed(1)} s.`,
              ) +
              `\nKept elsewhere, this shows next time that none of them became another: --kept ${entries}:${root}`
            : red(
                `Wrong in ${fault.where}${fault.index === null ? "" : `, entry ${fault.index}`}: ${fault.message}`,
              );
        return { json, text: `${text}\n`, exitCode: fault === null ? exitCodes.ok : exitCodes.no };
      }),
    );
  program
    .command("keys")
    .description("The keys under which personal values are sealed.")
    .command("rotate")
    .description("Wrap all keys under a new master key, so that old backups open nothing that is erased.")
    .action(
      run(async (session) => {
        const json = await (await session.api()).rotateKeys({});
        const left =
          json.previous === "env"
            ? "Take the previous key out of the environment now."
            : "The previous one is destroyed.";
        const text = `${countText(json.rewrapped)} keys are wrapped under the new master key ${json.master}. ${left}\n`;
        return { json, text };
      }),
    );
};
