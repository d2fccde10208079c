import { randomUUID } from "node:crypto";
import { dayText, valueText } from "../../app/words.ts";
import { type Address, countOf, parseAddress } from "../address.ts";
import type { Answer } from "../client.ts";
import type { AddCommand } from "../command.ts";
import { given } from "../given.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import type { Result } from "../result.ts";
import type { Session } from "../session.ts";
import { more } from "../show/entity.ts";
import { prose, table } from "../show/table.ts";

interface Decision {
  readonly entry: number;
  readonly override?: boolean;
  readonly reason?: string;
}

/** `approvals`, `approve`, `decline`: values that people have to agree to before they are believed. */
export const addApprovals: AddCommand = (program, run) => {
  withPages(
    program
      .command("approvals")
      .description("Values that wait for approval: visible, not believed, and not given out.")
      .option("--type <type>", "of an entity type"),
  ).action(
    run(async (session, options: PageOptions & { readonly type?: string }) => {
      const json = await (await session.api()).listApprovals({
        ...given(options, ["type"]),
        ...pageOf(options),
      });
      const { io } = session;
      const columns = [
        "entity",
        "fact",
        prose("stated"),
        prose("meanwhile"),
        "source",
        "agreed",
        "entry",
        "since",
      ];
      const found = table(
        io,
        columns,
        json.items.map((one) => rowOf(one, dayText(one.since, io.now()))),
      );
      return {
        json,
        text: json.items.length === 0 ? "None: nothing waits for approval.\n" : found + more(json.next),
      };
    }),
  );
  for (const decision of ["approve", "decline"] as const) {
    const command = program
      .command(decision)
      .description(
        decision === "approve"
          ? "Agree to a value that waits: in the name of your token, which the model names among its people."
          : "Refuse a value that waits, and say why.",
      )
      .argument("<entity>", "<type>/<id> or <type>/<source>:<key>", parseAddress)
      .argument("<attribute>", "the fact: an attribute, or an element of one, title[de-DE]")
      .requiredOption(
        "--entry <number>",
        "the entry from which it waits, as `approvals` lists it",
        countOf("--entry"),
      )
      .option("--override", "it is an override that waits, not what a source states");
    if (decision === "decline") command.requiredOption("--reason <text>", "why");
    else command.option("--reason <text>", "why");
    command.action(
      run((session, entity: Address, fact: string, options: Decision) =>
        decide(session, decision, entity, fact, options),
      ),
    );
  }
};

type Waiting = Answer<"listApprovals">["items"][number];

function rowOf(one: Waiting, since: string): string[] {
  const agreed =
    one.declined === null ? `${one.approvers.length} of ${one.count} (${one.by ?? "nobody"})` : "declined";
  const source = one.layer === "override" ? "override" : one.source;
  const entity = `${one.entity.type}/${one.entity.id}`;
  return [
    entity,
    one.fact,
    valueText(one.value),
    valueText(one.golden),
    source,
    agreed,
    String(one.entry),
    since,
  ];
}

async function decide(
  session: Session,
  decision: "approve" | "decline",
  entity: Address,
  fact: string,
  { entry, override, reason }: Decision,
): Promise<Result> {
  const json = await (await session.api()).decideApproval({
    ...entity,
    fact,
    decision,
    entry,
    layer: override === true ? "override" : "claim",
    reason: reason ?? "",
    idempotencyKey: randomUUID(),
  });
  const words = decision === "approve" ? "You agreed to" : "You declined";
  return {
    json,
    text: `${words} ${fact} of ${entity.type}/${entity.ref}. The entity is at version ${json.version}, entry ${json.index}.\n`,
  };
}
