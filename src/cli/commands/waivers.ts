import { bareText, dayText, valueText } from "../../app/words.ts";
import { type Address, countOf, dayOf, idListedBy, parseAddress } from "../address.ts";
import type { AddCommand } from "../command.ts";
import { edited, guard } from "../edited.ts";
import { given } from "../given.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import { more } from "../show/entity.ts";
import { prose, table } from "../show/table.ts";
import { addGroupDecisions } from "./group-decisions.ts";

interface Copy {
  readonly in: string;
  readonly key?: string;
  readonly ifVersion?: number;
}
interface ListOptions extends PageOptions {
  readonly type?: string;
  readonly source?: string;
  readonly decision?: string;
}
interface Leave extends Copy {
  readonly reason: string;
  readonly until: string;
  readonly by?: string;
  readonly replaces?: number;
}

/** `divergence waive`, `divergence withdraw`, `waivers`, and the decisions on groups: leave for copies to differ for a time. */
export const addWaivers: AddCommand = (program, run) => {
  const divergence = program
    .command("divergence")
    .description("Decide on where a copy differs from the golden record.");
  for (const add of [addWaive, addWithdraw, addGroupDecisions]) add(divergence, run);
  addList(program, run);
};

const addWaive: AddCommand = (divergence, run) => {
  copyCommand(divergence.command("waive"))
    .description("Let a copy that differs do so for a time: by a named person, with a reason and an end.")
    .requiredOption("--reason <text>", "why")
    .requiredOption("--until <day>", "the day on which it has to follow again, 2026-12-24", dayOf("--until"))
    .option("--by <person>", "who answers for it, where that is not the token's own name")
    .option(
      "--replaces <entry>",
      "the entry of the waiver that this one takes the place of, as `waivers` lists it",
      countOf("--replaces"),
    )
    .addHelpText("after", waiveExample)
    .action(
      run(async (session, entity: Address, fact: string, options: Leave) => {
        const { reason, until } = options;
        const answer = await (await session.api()).waiveDivergence({
          ...{ ...entity, fact, source: options.in, reason, until, ...guard(options) },
          ...given(options, ["key", "by", "replaces"]),
        });
        return edited(entity, answer, `${options.in} may differ in ${fact} until ${until}.`);
      }),
    );
};

const addWithdraw: AddCommand = (divergence, run) => {
  copyCommand(divergence.command("withdraw"))
    .description("Take leave to differ back before its time.")
    .addHelpText("after", withdrawExample)
    .action(
      run(async (session, entity: Address, fact: string, options: Copy) => {
        const asked = { ...entity, fact, source: options.in, ...guard(options) };
        const answer = await (await session.api()).withdrawWaiver({ ...asked, ...given(options, ["key"]) });
        return edited(entity, answer, `${options.in} has no leave to differ in ${fact} any longer.`);
      }),
    );
};

const addList: AddCommand = (program, run) => {
  withPages(
    program
      .command("waivers")
      .description("Copies that may differ for a time: by whom, why, and until when.")
      .option("--type <type>", "of an entity type")
      .option("--source <source>", "in a source")
      .option(
        "--decision <id>",
        "given by a decision on a group, as `decisions` lists it",
        idListedBy("decisions"),
      ),
  ).action(
    run(async (session, options: ListOptions) => {
      const json = await (await session.api()).listWaivers({
        ...given(options, ["type", "source", "decision"]),
        ...pageOf(options),
      });
      const { io } = session;
      const heads = [
        "copy",
        "fact",
        prose("golden"),
        prose("holds"),
        "until",
        "by",
        prose("reason"),
        "since",
        "entry",
      ];
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
  bailiwick divergence waive campaign/crm:C-100026 name --in ops --key R-50026 \\
    --replaces 6012 --until 2027-02-28 --reason "The printer is late"`;

const withdrawExample = `
For example:
  bailiwick divergence withdraw campaign/crm:C-100026 name --in ops`;

type Command = Parameters<AddCommand>[0];

const copyCommand = (command: Command): Command =>
  command
    .argument("<entity>", "<type>/<id> or <type>/<source>:<key>", parseAddress)
    .argument("<attribute>", "the fact: an attribute, or an element of one, title[de-DE]")
    .requiredOption("--in <source>", "the source that holds the copy")
    .option("--key <key>", "the key of the record there, where it has several of the entity")
    .option("--if-version <version>", "only if the entity is still at this version", countOf("--if-version"));
