import { argumentOf } from "../../app/read/argument.ts";
import type { AddCommand } from "../command.ts";
import { argumentText } from "../show/argument.ts";

/** `overview`: what disagrees, at a glance; what `npm start` shows first. */
export const addOverview: AddCommand = (program, run) => {
  program
    .command("overview")
    .description("What disagrees right now, at a glance.")
    .action(
      run(async (session) => {
        const json = await (await session.api()).getOverview({});
        return { json, text: argumentText(session.io, argumentOf(json as never, session.io.now())) };
      }),
    );
};
