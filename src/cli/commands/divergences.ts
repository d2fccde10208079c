import { causes, patterns } from "../../contract/values.ts";
import type { AddCommand } from "../command.ts";
import { given, oneOf } from "../given.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import { divergenceGroupsText, divergencesText, suggestionsText } from "../show/divergences.ts";

const states = ["open", "allowed", "closed"] as const;

interface Options extends PageOptions {
  readonly groups?: boolean;
  readonly type?: string;
  readonly attribute?: string;
  readonly source?: string;
  readonly cause?: (typeof causes.options)[number];
  readonly pattern?: (typeof patterns.options)[number];
  readonly state?: (typeof states)[number];
}

/** `divergences` and `suggest`: where copies differ, and what change of the model would end it. */
export const addDivergences: AddCommand = (program, run) => {
  withPages(
    program
      .command("divergences")
      .description("Where copies differ from the golden record, the latest first.")
      .option("--groups", "by attribute, source, cause and pattern, with counts")
      .option("--type <type>", "of an entity type")
      .option("--attribute <attribute>", "of an attribute")
      .option("--source <source>", "in a source")
      .addOption(oneOf("--cause <cause>", "of a cause", causes.options))
      .addOption(oneOf("--pattern <pattern>", "of a pattern", patterns.options))
      .addOption(oneOf("--state <state>", "in a state; else open", states)),
  ).action(
    run(async (session, options: Options) => {
      const api = await session.api();
      if (options.groups) {
        const json = await api.listDivergenceGroups(given(options, ["type", "attribute", "source"]));
        return { json, text: divergenceGroupsText(session.io, json) };
      }
      const filters = given(options, ["type", "attribute", "source", "cause", "pattern", "state"]);
      const json = await api.listDivergences({ ...filters, ...pageOf(options) });
      return { json, text: divergencesText(session.io, json) };
    }),
  );

  program
    .command("suggest")
    .description(
      "Changes of the model that would close groups of divergences, each as a diff with its count.",
    )
    .option("--type <type>", "of an entity type")
    .action(
      run(async (session, options: { type?: string }) => {
        const json = await (await session.api()).suggest(given(options, ["type"]));
        return { json, text: suggestionsText(session.io, json) };
      }),
    );
};
