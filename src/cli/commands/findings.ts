import { dayText, oneLine } from "../../app/words.ts";
import type { AddCommand } from "../command.ts";
import { given, oneOf } from "../given.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import { more } from "../show/entity.ts";
import { prose, table } from "../show/table.ts";

const severities = ["info", "warning", "error"] as const;

interface Options extends PageOptions {
  readonly type?: string;
  readonly rule?: string;
  readonly severity?: (typeof severities)[number];
}

/** `findings`: rules that do not hold. */
export const addFindings: AddCommand = (program, run) => {
  withPages(
    program
      .command("findings")
      .description("Rules that do not hold, and other things that someone should look at.")
      .option("--type <type>", "of an entity type")
      .option("--rule <rule>", "of a rule")
      .addOption(oneOf("--severity <severity>", "of a severity", severities)),
  ).action(
    run(async (session, options: Options) => {
      const { io } = session;
      const filters = given(options, ["type", "rule", "severity"]);
      const json = await (await session.api()).listFindings({ ...filters, ...pageOf(options) });
      const rows = json.items.map((one) => [
        one.severity === "error" ? io.paint.red(one.severity) : one.severity,
        `${one.entity.type}/${one.entity.id}`,
        one.rule,
        oneLine(one.message),
        dayText(one.openedAt, io.now()),
      ]);
      const found = table(io, ["severity", "entity", "rule", prose("what"), "since"], rows);
      return { json, text: rows.length === 0 ? "None: every rule holds.\n" : found + more(json.next) };
    }),
  );
};
