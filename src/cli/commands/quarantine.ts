import { idListedBy } from "../address.ts";
import type { AddCommand } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { given, oneOf } from "../given.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import { accountText } from "../show/account.ts";
import { quarantinedText, quarantineText } from "../show/quarantine.ts";
import { factsOf } from "./edit.ts";

const states = ["open", "retried", "superseded"] as const;

interface Options extends PageOptions {
  readonly source?: string;
  readonly state?: (typeof states)[number];
}

/** `quarantine`: records refused at the door, with the reasons, and taking them up again. */
export const addQuarantine: AddCommand = (program, run) => {
  const quarantine = program.command("quarantine").description("Records refused at the door, and why.");
  for (const add of [addList, addShow, addRetry]) add(quarantine, run);
};

const addList: AddCommand = (quarantine, run) => {
  withPages(
    quarantine
      .command("list", { isDefault: true })
      .description("List them, in the order in which they came.")
      .option("--source <source>", "of a source")
      .addOption(oneOf("--state <state>", "in a state; else open", states)),
  ).action(
    run(async (session, options: Options) => {
      const filters = given(options, ["source", "state"]);
      const json = await (await session.api()).listQuarantine({ ...filters, ...pageOf(options) });
      return { json, text: quarantineText(session.io, json) };
    }),
  );
};

const addShow: AddCommand = (quarantine, run) => {
  quarantine
    .command("show")
    .description("Print one with its bytes as they came.")
    .argument("<id>", "as `quarantine list` shows it", idListedBy("quarantine list"))
    .action(
      run(async (session, id: string) => {
        const json = await (await session.api()).getQuarantined({ id });
        return { json, text: quarantinedText(session.io, json) };
      }),
    );
};

const addRetry: AddCommand = (quarantine, run) => {
  quarantine
    .command("retry")
    .description("Take one up again, once what was wrong with it has been mended.")
    .argument("<id>", "as `quarantine list` shows it", idListedBy("quarantine list"))
    .argument(
      "[columns...]",
      "<column>=<value>: the whole record as it was mended; without any it is judged again as it came",
    )
    .action(
      run(async (session, id: string, columns: readonly string[]) => {
        const mended = columns.length === 0 ? null : factsOf(columns);
        const json = await (await session.api()).retryQuarantined({ id, mended });
        const exitCode = json.account.quarantined > 0 ? exitCodes.no : exitCodes.ok;
        return {
          json,
          text: accountText(session.io, { ...json, state: "done", reason: null }, `Record ${id}`),
          exitCode,
        };
      }),
    );
};
