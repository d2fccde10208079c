import { isUrl, parseAddress } from "../address.ts";
import type { AddCommand } from "../command.ts";
import { entityText } from "../show/entity.ts";
import { explanationText } from "../show/explanation.ts";

/** `explain`: the four answers about a fact; without one, all facts of the entity with who stands behind each. */
export const addExplain: AddCommand = (program, run) => {
  program
    .command("explain")
    .description(
      "Who stands behind a fact: its origin, where to correct it, its copies, and what if they differ.",
    )
    .argument("<entity>", "<type>/<id>, <type>/<source>:<key>, or the address of a page of a system")
    .argument("[attribute]", "the fact; without it, all facts of the entity")
    .action(
      run(async (session, entity: string, fact: string | undefined) => {
        const address = isUrl(entity) ? null : parseAddress(entity);
        const api = await session.api();
        if (address === null) {
          const json = await api.explainUrl({ url: entity, ...(fact === undefined ? {} : { fact }) });
          return { json, text: json.map((each) => explanationText(session.io, each)).join("\n") };
        }
        if (fact === undefined) {
          const json = await api.describeEntity(address);
          return { json, text: entityText(session.io, json) };
        }
        const json = await api.explainFact({ ...address, fact });
        return { json, text: explanationText(session.io, json) };
      }),
    );
};
