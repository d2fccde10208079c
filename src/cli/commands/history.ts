import { parseAddress } from "../address.ts";
import type { AddCommand } from "../command.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import { historyText } from "../show/history.ts";

/** `history`: what happened to an entity, or to one fact of it, the latest first. */
export const addHistory: AddCommand = (program, run) => {
  withPages(
    program
      .command("history")
      .description("What happened to an entity or to one fact of it, the latest first.")
      .argument("<entity>", "<type>/<id> or <type>/<source>:<key>")
      .argument("[attribute]", "the fact; without it, everything"),
  ).action(
    run(async (session, entity: string, fact: string | undefined, options: PageOptions) => {
      const asked = { ...parseAddress(entity), ...pageOf(options) };
      const api = await session.api();
      const json = await api.getHistory({ ...asked, ...(fact === undefined ? {} : { fact }) });
      return { json, text: historyText(session.io, json) };
    }),
  );
};
