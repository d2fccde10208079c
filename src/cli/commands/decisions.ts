import { bareText, countText, dayText } from "../../app/words.ts";
import { decisionStates } from "../../contract/decision-answer.ts";
import type { Answer } from "../client.ts";
import type { AddCommand } from "../command.ts";
import { given, oneOf } from "../given.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import { more } from "../show/entity.ts";
import { prose, table } from "../show/table.ts";

interface Options extends PageOptions {
  readonly type?: string;
  readonly source?: string;
  readonly state?: (typeof decisionStates.options)[number];
}

/** `decisions`: what was decided on groups of divergences, and how far it is. */
export const addDecisions: AddCommand = (program, run) => {
  withPages(
    program
      .command("decisions")
      .description("Decisions on groups of divergences, the latest first, and how far each is carried out.")
      .option("--type <type>", "of an entity type")
      .option("--source <source>", "in a source")
      .addOption(oneOf("--state <state>", "in a state", decisionStates.options)),
  ).action(
    run(async (session, options: Options) => {
      const { io } = session;
      const filters = given(options, ["type", "source", "state"]);
      const json = await (await session.api()).listDecisions({ ...filters, ...pageOf(options) });
      const heads = ["decision", "state", "group", "in", "given", "until", "by", prose("reason"), "made"];
      const rows = json.items.map((one) => [
        one.id,
        one.state,
        `${one.type}.${one.attribute}, ${one.cause}, ${one.pattern}${one.policy === null ? "" : `, ${one.policy}`}`,
        one.source,
        accountOf(one),
        one.until,
        bareText(one.by),
        bareText(one.reason),
        dayText(one.madeAt, io.now()),
      ]);
      const text = rows.length === 0 ? "None.\n" : table(io, heads, rows) + more(json.next);
      return { json, text };
    }),
  );
};

function accountOf({ given, expected, withdrawn }: Answer<"getDecision">): string {
  const account = `${countText(given)} of ${countText(expected)}`;
  return withdrawn === null ? account : `${account}, ${countText(withdrawn)} withdrawn`;
}
