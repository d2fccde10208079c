import { countText, dayText } from "../../app/words.ts";
import type { AddCommand } from "../command.ts";
import { table } from "../show/table.ts";

/** `systems`: which systems there are, and how far each source has been taken. */
export const addSystems: AddCommand = (program, run) => {
  program
    .command("systems")
    .description("The systems and their sources: how many records, and how far each has been taken.")
    .action(
      run(async (session) => {
        const { io } = session;
        const json = await (await session.api()).listSystems({});
        const rows = json.flatMap((system) =>
          system.sources.map((source) => [
            system.name,
            system.kind,
            source.name,
            source.type,
            countText(source.records),
            source.quarantined === 0 ? "" : io.paint.yellow(countText(source.quarantined)),
            source.cursor === null ? "never" : dayText(source.cursor.updatedAt, io.now()),
            system.custodian ?? "",
          ]),
        );
        const heads = ["system", "kind", "source", "of", "records", "refused", "loaded", "custodian"];
        return { json, text: rows.length === 0 ? "None: no model is in force.\n" : table(io, heads, rows) };
      }),
    );
};
