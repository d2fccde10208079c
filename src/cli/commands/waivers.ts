import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { bareText, countText, dayText, valueText } from "../../app/words.ts";
import { causes, patterns, policies } from "../../contract/values.ts";
import { serverLookMs } from "../../limits.ts";
import { parseAddress, parseCount } from "../address.ts";
import type { Answer } from "../client.ts";
import type { AddCommand } from "../command.ts";
import { edited, guard } from "../edited.ts";
import { given, oneOf } from "../given.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import { more } from "../show/entity.ts";
import { table } from "../show/table.ts";

interface Copy {
  readonly in: string;
  readonly key?: string;
  readonly ifVersion?: string;
}
interface Leave extends Copy {
  readonly reason: string;
  readonly until: string;
  readonly by?: string;
  readonly replaces?: string;
}

/** `divergence waive`, `divergence withdraw`, `waivers`: leave for copies to differ for a time. */
export const addWaivers: AddCommand = (program, run) => {
  const divergence = program
    .command("divergence")
    .description("Decide on where a copy differs from the golden record.");
  copyCommand(divergence.command("waive"))
    .description("Let a copy that differs do so for a time: by a named person, with a reason and an end.")
    .requiredOption("--reason <text>", "why")
    .requiredOption("--until <day>", "the day on which it has to follow again, 2026-12-24")
    .option("--by <person>", "who answers for it, where that is not the token's own name")
    .option(
      "--replaces <entry>",
      "the entry of the waiver that this one takes the place of, as `waivers` lists it",
    )
    .addHelpText("after", waiveExample)
    .action(
      run(async (session, entity: string, fact: string, options: Leave) => {
        const { reason, until, replaces } = options;
        const answer = await (await session.api()).waiveDivergence({
          ...{ ...parseAddress(entity), fact, source: options.in, reason, until, ...guard(options) },
          ...given(options, ["key", "by"]),
          ...(replaces === undefined ? {} : { replaces: parseCount(replaces, "--replaces") }),
        });
        return edited(answer, `${options.in} may differ in ${fact} until ${until}.`);
      }),
    );
  copyCommand(divergence.command("withdraw"))
    .description("Take leave to differ back before its time.")
    .addHelpText("after", withdrawExample)
    .action(
      run(async (session, entity: string, fact: string, options: Copy) => {
        const asked = { ...parseAddress(entity), fact, source: options.in, ...guard(options) };
        const answer = await (await session.api()).withdrawWaiver({ ...asked, ...given(options, ["key"]) });
        return edited(answer, `${options.in} has no leave to differ in ${fact} any longer.`);
      }),
    );
  addGroup(divergence, run);
  withPages(
    program
      .command("waivers")
      .description("Copies that may differ for a time: by whom, why, and until when.")
      .option("--type <type>", "of an entity type")
      .option("--source <source>", "in a source"),
  ).action(
    run(async (session, options: PageOptions & { readonly type?: string; readonly source?: string }) => {
      const json = await (await session.api()).listWaivers({
        ...given(options, ["type", "source"]),
        ...pageOf(options),
      });
      const { io } = session;
      const heads = ["copy", "fact", "golden", "holds", "until", "by", "reason", "since", "entry"];
      const rows = json.items.map((one) => [
        `${one.entity.type}/${one.source}:${bareText(one.key)}`,
        one.fact,
        one.differs ? valueText(one.golden) : "",
        one.differs ? valueText(one.held) : "nothing to follow",
        one.until,
        bareText(one.by),
        bareText(one.reason),
        dayText(one.since, io.now()),
        String(one.entry),
      ]);
      const text =
        rows.length === 0 ? "None: every copy has to follow.\n" : table(io, heads, rows) + more(json.next);
      return { json, text };
    }),
  );
};

const waiveExample = `
The source has to be a copy of the fact, and to differ now: \`divergences\`
lists where copies do, \`explain\` what each of them holds. For example:
  bailiwick divergence waive campaign/crm:C-100026 name --in ops \\
    --until 2027-01-31 --reason "Printed like that until then"
Longer, where the entity has several records there, in place of the waiver
that stands by entry 6012:
  bailiwick divergence waive campaign/crm:C-100026 name --in ops --key R-17 \\
    --replaces 6012 --until 2027-02-28 --reason "The printer is late"`;

const withdrawExample = `
For example:
  bailiwick divergence withdraw campaign/crm:C-100026 name --in ops`;

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
  readonly expect: string;
  readonly reason: string;
  readonly until: string;
  readonly by?: string;
}

/** `divergence waive-group`: one decision on all that is one matter, followed until it is carried out. */
const addGroup: AddCommand = (divergence, run) => {
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
    )
    .requiredOption("--reason <text>", "why")
    .requiredOption("--until <day>", "the day on which they have to follow again, 2026-12-24")
    .option("--by <person>", "who answers for it, where that is not the token's own name")
    .addHelpText("after", groupExample)
    .action(
      run(async (session, options: Group) => {
        const { type, attribute, cause, pattern, reason, until } = options;
        const api = await session.api();
        const expected = parseCount(options.expect, "--expect");
        const { decision } = await api.waiveGroup({
          ...{ type, attribute, source: options.in, cause, pattern, expected, reason, until },
          ...given(options, ["policy", "by"]),
          idempotencyKey: randomUUID(),
        });
        const json = await carriedOut(() => api.getDecision({ decision }));
        const passed =
          json.passed === 0 ? "" : ` ${countText(json.passed ?? 0)} had changed before their turn came.`;
        const text = `${countText(json.given)} of ${countText(expected)} may differ until ${until}.${passed} Decision ${decision}.\n`;
        return { json, text };
      }),
    );
};

/** Asks again until it is done; each look finds more of it carried out. */
async function carriedOut(look: () => Promise<Answer<"getDecision">>): Promise<Answer<"getDecision">> {
  for (;;) {
    const decision = await look();
    if (decision.state === "done") return decision;
    await pause(serverLookMs);
  }
}

type Command = Parameters<AddCommand>[0];

const copyCommand = (command: Command): Command =>
  command
    .argument("<entity>", "<type>/<id> or <type>/<source>:<key>")
    .argument("<attribute>", "the fact: an attribute, or an element of one, title[de-DE]")
    .requiredOption("--in <source>", "the source that holds the copy")
    .option("--key <key>", "the key of the record there, where it has several of the entity")
    .option("--if-version <version>", "only if the entity is still at this version");
