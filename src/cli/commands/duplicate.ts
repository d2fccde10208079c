import { countOf } from "../address.ts";
import type { AddCommand } from "../command.ts";
import { type Guarded, ifMatch } from "../edited.ts";
import { given, oneOf } from "../given.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import { duplicatesText } from "../show/duplicates.ts";

const kinds = ["duplicate", "move"] as const;
const states = ["open", "merged", "different", "moved", "gone"] as const;

interface ListOptions extends PageOptions {
  readonly type?: string;
  readonly kind?: (typeof kinds)[number];
  readonly state?: (typeof states)[number];
}

interface MoveOptions extends Guarded {
  readonly to?: string;
  readonly reason: string;
}

/** As an entity is named wherever its type need not be said. */
const named = "<type>/<id>, <type>/<source>:<key>, or either without its type";

/** `duplicate`: what may be the same thing, and deciding on it. */
export const addDuplicate: AddCommand = (program, run) => {
  const duplicate = program
    .command("duplicate")
    .description("What may be the same thing, and deciding on it.");
  for (const add of [addList, addMerge, addDifferent, addMove, addSplit]) add(duplicate, run);
};

const addList: AddCommand = (duplicate, run) => {
  withPages(
    duplicate
      .command("list", { isDefault: true })
      .description("Possible duplicates and moves, with their reasons.")
      .option("--type <type>", "of an entity type")
      .addOption(oneOf("--kind <kind>", "of a kind", kinds))
      .addOption(oneOf("--state <state>", "in a state; else open", states)),
  ).action(
    run(async (session, options: ListOptions) => {
      const filters = given(options, ["type", "kind", "state"]);
      const json = await (await session.api()).listDuplicates({ ...filters, ...pageOf(options) });
      return { json, text: duplicatesText(session.io, json) };
    }),
  );
};

const addMerge: AddCommand = (duplicate, run) => {
  duplicate
    .command("merge")
    .description("Make two entities one: the older id survives, the other answers with it.")
    .argument("<left>", `the one: ${named}`)
    .argument("<right>", `the other: ${named}`)
    .requiredOption("--reason <text>", "why")
    .action(
      run(async (session, left: string, right: string, { reason }: { reason: string }) => {
        const json = await (await session.api()).mergeDuplicate({ left, right, reason });
        return {
          json,
          text: `They are one: ${json.entity}. To undo: bailiwick duplicate split ${json.merged} --reason …\n`,
        };
      }),
    );
};

const addDifferent: AddCommand = (duplicate, run) => {
  duplicate
    .command("different")
    .description("Say that two entities are different things, so that nothing ties them again.")
    .argument("<left>", `the one: ${named}`)
    .argument("<right>", `the other: ${named}`)
    .requiredOption("--reason <text>", "why")
    .action(
      run(async (session, left: string, right: string, { reason }: { reason: string }) => {
        const json = await (await session.api()).declareDifferent({ left, right, reason });
        return { json, text: "They are different things.\n" };
      }),
    );
};

const addMove: AddCommand = (duplicate, run) => {
  duplicate
    .command("move")
    .description(
      "Give a record to another entity: whatever it says later, it stays there. To undo: move it back.",
    )
    .argument("<record>", "<source>:<key>, with or without <type>/ before it")
    .option("--to <entity>", `the entity to which it belongs: ${named}; else one of its own`)
    .option(
      "--if-version <version>",
      "only if the entity that it leaves is still at this version",
      countOf("--if-version"),
    )
    .requiredOption("--reason <text>", "why")
    .action(
      run(async (session, record: string, { to, reason, ...guarded }: MoveOptions) => {
        const body = { record, to: to ?? null, reason, ...ifMatch(guarded) };
        const json = await (await session.api()).moveRecord(body);
        const undo = `bailiwick duplicate move ${record} --to ${json.from} --reason …`;
        return {
          json,
          text: `It belongs to ${to ?? json.entity}, no longer to ${json.from}. To undo: ${undo}\n`,
        };
      }),
    );
};

const addSplit: AddCommand = (duplicate, run) => {
  duplicate
    .command("split")
    .description("Undo a merge: the merged id answers for itself again.")
    .argument("<merged>", "the id that was merged into the other, or <source>:<key> that came with it")
    .requiredOption("--reason <text>", "why")
    .action(
      run(async (session, merged: string, { reason }: { reason: string }) => {
        const json = await (await session.api()).splitDuplicate({ merged, reason });
        return { json, text: `${json.entity} stands for itself again, with its records.\n` };
      }),
    );
};
