import { bareText } from "../../app/words.ts";
import { type Address, parseAddress } from "../address.ts";
import type { Answer } from "../client.ts";
import type { AddCommand } from "../command.ts";
import { more } from "../show/entity.ts";

interface Options {
  readonly attribute?: string;
  readonly show?: string;
}

/** `tree`: where an entity stands in its hierarchy. */
export const addTree: AddCommand = (program, run) => {
  program
    .command("tree")
    .description("Where an entity stands in its hierarchy: all above it, and what is directly below it.")
    .argument("<entity>", "<type>/<id> or <type>/<source>:<key>", parseAddress)
    .option("--attribute <name>", "the reference that makes the tree, where there are several")
    .option(
      "--show <attribute>",
      "the fact to show of each; default: name, title or code, whichever there is",
    )
    .action(
      run(async (session, address: Address, { attribute, show }: Options) => {
        const api = await session.api();
        const asked = attribute === undefined ? {} : { attribute };
        const [self, above] = [
          await api.getEntity(address),
          await api.getAncestors({ ...address, ...asked }),
        ];
        const where = JSON.stringify([{ attribute: above.attribute, op: "eq", value: self.id }]);
        const children = await api.listEntities({ type: self.type, where });
        const json = { ...above, entity: self, children };
        const lines = [
          ...above.ancestors.map((one, depth) => line(one, depth, show)),
          session.io.paint.bold(line(self, above.ancestors.length, show)),
          ...children.items.map((one) => line(one, above.ancestors.length + 1, show)),
        ];
        return { json, text: `${lines.join("\n")}\n${more(children.next)}` };
      }),
    );
};

type Golden = Answer<"getEntity">;

function line(
  { type, id, facts }: Pick<Golden, "type" | "id" | "facts">,
  depth: number,
  show?: string,
): string {
  const fact = [show, "name", "title", "code"].find(
    (name) => name !== undefined && facts[name]?.value != null,
  );
  const label = fact === undefined ? "" : `${bareText(facts[fact]?.value)}  `;
  return `${"  ".repeat(depth)}${label}${type}/${id}`;
}
