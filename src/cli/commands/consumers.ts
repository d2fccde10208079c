import { oneLine, spanText } from "../../app/words.ts";
import type { AddCommand } from "../command.ts";
import { prose, table } from "../show/table.ts";

/** `consumers`: who reads facts, and what for. */
export const addConsumers: AddCommand = (program, run) => {
  program
    .command("consumers")
    .description("Who reads facts, and what for: of all, of one entity type, or of one attribute of it.")
    .argument("[type]", "the entity type")
    .argument("[attribute]", "the attribute")
    .action(
      run(async (session, type: string | undefined, attribute: string | undefined) => {
        const api = await session.api();
        const asked = {
          ...(type === undefined ? {} : { type }),
          ...(attribute === undefined ? {} : { attribute }),
        };
        const json = await api.listConsumers(asked);
        const rows = json.map((one) => [
          oneLine(one.title),
          one.entity,
          one.attributes.join(", "),
          one.owner ?? "",
          one.maxAgeSeconds === null ? "" : spanText(one.maxAgeSeconds),
          oneLine(one.purpose ?? ""),
        ]);
        const heads = ["who", "reads", prose("facts"), "owner", "at most old", prose("purpose")];
        return {
          json,
          text: rows.length === 0 ? "The model names nobody.\n" : table(session.io, heads, rows),
        };
      }),
    );
};
