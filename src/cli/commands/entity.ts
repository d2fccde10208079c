import { standings } from "../../contract/values.ts";
import { parseAddress, parseFilter } from "../address.ts";
import type { AddCommand } from "../command.ts";
import { oneOf } from "../given.ts";
import { type PageOptions, pageOf, withPages } from "../page-options.ts";
import { entitiesText, entityText } from "../show/entity.ts";

const states = [...standings.options, "any"] as const;

interface ListOptions extends PageOptions {
  readonly filter?: readonly string[];
  readonly state?: (typeof states)[number];
  readonly sort?: string;
  readonly fields?: string;
}

/** `entity get` and `list`: golden records. */
export const addEntity: AddCommand = (program, run) => {
  program
    .command("entity")
    .description("Golden records, one by one.")
    .command("get")
    .description("Print one entity: its facts, its records, its findings.")
    .argument("<entity>", "<type>/<id> or <type>/<source>:<key>")
    .action(
      run(async (session, entity: string) => {
        const address = parseAddress(entity);
        const json = await (await session.api()).describeEntity(address);
        return { json, text: entityText(session.io, json) };
      }),
    );

  withPages(
    program
      .command("list")
      .description("List golden records of a type, filtered and sorted by facts.")
      .argument("<type>", "the entity type")
      .option(
        "--filter <condition...>",
        "stage=live, budget>=1000, name^=Spring, tags~=red, title[de]=Rad, address.city=Bonn, owner_email:empty",
      )
      .addOption(oneOf("--state <state>", "in a state; else all but the archived", states))
      .option("--sort <attribute>", "a fact; with - before it, the largest first")
      .option("--fields <attributes>", "which facts to show, with commas between"),
  ).action(
    run(async (session, type: string, options: ListOptions) => {
      const where = options.filter?.map(parseFilter);
      const page = pageOf(options);
      const json = await (await session.api()).listEntities({
        type,
        ...page,
        ...(where === undefined ? {} : { where: JSON.stringify(where) }),
        ...(options.state === undefined ? {} : { state: options.state }),
        ...(options.sort === undefined ? {} : { sort: options.sort }),
        ...(options.fields === undefined ? {} : { select: options.fields }),
      });
      const fields = options.fields?.split(",").map((each) => each.trim()) ?? [];
      return { json, text: entitiesText(session.io, json, fields) };
    }),
  );
};
