import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { countText } from "../../app/words.ts";
import { causes, patterns, policies } from "../../contract/values.ts";
import { serverLookMs } from "../../limits.ts";
import { countOf, dayOf, idListedBy } from "../address.ts";
import type { Answer, Client } from "../client.ts";
import type { AddCommand } from "../command.ts";
import { given, oneOf } from "../given.ts";

const groupExample = `
\`divergences --groups\` prints all that names a group in its line. For example:
  bailiwick divergence waive-group --type campaign --attribute name --in ops \\
    --cause never-synced --pattern case --expect 171 --until 2027-01-31 \\
    --reason "Renamed with the next release"`;

interface Group {
  readonly type: string;
  readonly attribute: string;
  readonly in: string;
  readonly cause: (typeof causes.options)[number];
  readonly pattern: (typeof patterns.options)[number];
  readonly policy?: (typeof policies.options)[number];
  readonly expect: number;
  readonly reason: string;
  readonly until: string;
  readonly by?: string;
}

/** `divergence waive-group`, `withdraw-group`: one decision on all that is one matter, followed until it is carried out. */
export const addGroupDecisions: AddCommand = (divergence, run) => {
  divergence
    .command("waive-group")
    .description(
      "Let all copies differ for a time whose divergences are one matter, as `divergences --groups` lists them.",
    )
    .requiredOption("--type <type>", "the entity type")
    .requiredOption("--attribute <attribute>", "the attribute")
    .requiredOption("--in <source>", "the source that holds the copies")
    .addOption(oneOf("--cause <cause>", "the cause", causes.options).makeOptionMandatory())
    .addOption(oneOf("--pattern <pattern>", "the pattern", patterns.options).makeOptionMandatory())
    .addOption(oneOf("--policy <policy>", "of one policy only", policies.options))
    .requiredOption(
      "--expect <count>",
      "how many the list says there are: with another number nothing is decided",
      countOf("--expect"),
    )
    .requiredOption("--reason <text>", "why")
    .requiredOption(
      "--until <day>",
      "the day on which they have to follow again, 2026-12-24",
      dayOf("--until"),
    )
    .option("--by <person>", "who answers for it, where that is not the token's own name")
    .addHelpText("after", groupExample)
    .action(
      run(async (session, options: Group) => {
        const { type, attribute, cause, pattern, reason, until, expect: expected } = options;
        const api = await session.api();
        const { decision } = await api.waiveGroup({
          ...{ type, attribute, source: options.in, cause, pattern, expected, reason, until },
          ...given(options, ["policy", "by"]),
          idempotencyKey: randomUUID(),
        });
        const json = await carriedOut(api, decision);
        const passed =
          json.passed === 0 || json.state !== "done"
            ? ""
            : ` ${countText(json.passed ?? 0)} had changed before their turn came.`;
        const stopped = json.state === "done" ? "" : " Then the decision was withdrawn.";
        const text =
          `${countText(json.given)} of ${countText(expected)} may differ until ${until}.${passed}${stopped}\n` +
          `To undo: bailiwick divergence withdraw-group ${decision}\n`;
        return { json, text };
      }),
    );
  divergence
    .command("withdraw-group")
    .description("Take a decision on a group back: all leave that still stands by it ends.")
    .argument("<decision>", "as `decisions` lists it", idListedBy("decisions"))
    .action(
      run(async (session, decision: string) => {
        const api = await session.api();
        await api.withdrawGroup({ decision, idempotencyKey: randomUUID() });
        const json = await carriedOut(api, decision);
        return {
          json,
          text: `${countText(json.withdrawn ?? 0)} of ${countText(json.given)} have to follow again.\n`,
        };
      }),
    );
};

/** Asks again until nothing of it is under way; each look finds more of it carried out, or taken back. */
async function carriedOut(api: Client, id: string): Promise<Answer<"getDecision">> {
  for (;;) {
    const decision = await api.getDecision({ decision: id });
    if (decision.state === "done" || decision.state === "withdrawn") return decision;
    await pause(serverLookMs);
  }
}
