import { isUrl, parseAddress } from "../address.ts";
import { usage } from "../cli-error.ts";
import type { AddCommand } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
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
    .option("--as-test", "write a test of the model from it: what happened, and what it came to")
    .action(
      run(async (session, entity: string, fact: string | undefined, { asTest }: { asTest?: boolean }) => {
        const address = isUrl(entity) ? null : parseAddress(entity);
        if (asTest === true && address === null)
          return usage("--as-test wants an entity, not the address of a page.");
        const api = await session.api();
        if (asTest === true && address !== null) {
          const json = await api.getCase({ ...address, ...(fact === undefined ? {} : { fact }) });
          return { json, text: json.test, exitCode: json.ok ? exitCodes.ok : exitCodes.no };
        }
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
